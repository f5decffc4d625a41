/** What a person sees of the model that learns from their labels while they go on. */

/** One point of the learning curve. */
export interface Round {
  readonly round: number;
  readonly labels: number;
  /** Of labeling, idle time left out. */
  readonly minutes: number;
  /** On the held-out items, with its interval; null where none was labeled yet. */
  readonly score: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** How many held-out items it was measured on. */
  readonly tested: number;
}

export interface Loop {
  /** `cold`: too few labels to train on. */
  readonly state: "cold" | "training" | "ready" | "failed";
  readonly round: number;
  /** One plain sentence for the person. */
  readonly said: string;
  readonly error: { readonly said: string; readonly detail: string } | null;
  readonly hint: string | null;
  /** What the score is: "accuracy", "F1". */
  readonly metric: string;
  /** Labels that count; those of the last fit; those still wanted until the next. */
  readonly labels: number;
  readonly trained: number;
  readonly wanted: number;
  readonly strategy: string;
  readonly retrain: string;
  readonly paused: boolean;
  readonly curve: readonly Round[];
}

export type Steer = "train" | "pause" | "resume";
