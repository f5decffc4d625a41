import type { Ledger } from "../../src/state/apply";
import { type Annotation, type Answer, BLANK_ANSWER, type ItemKey } from "../../src/state/types";

/** The plainest ledger there is: what others are compared with. */
export class MapLedger implements Ledger {
  readonly rows: Map<string, Annotation>;
  readonly graves: Map<string, Annotation>;
  readonly answers: Map<ItemKey, Answer>;

  constructor(
    rows: Map<string, Annotation> = new Map(),
    graves: Map<string, Annotation> = new Map(),
    answers: Map<ItemKey, Answer> = new Map(),
  ) {
    this.rows = rows;
    this.graves = graves;
    this.answers = answers;
  }

  standing(id: string): Annotation | undefined {
    return this.rows.get(id);
  }

  buried(id: string): Annotation | undefined {
    return this.graves.get(id);
  }

  stand(annotation: Annotation): void {
    this.graves.delete(annotation.id);
    this.rows.set(annotation.id, annotation);
  }

  bury(id: string): void {
    const gone = this.rows.get(id);
    if (gone === undefined) return;
    this.rows.delete(id);
    this.graves.set(id, gone);
  }

  answer(item: ItemKey): Answer {
    return this.answers.get(item) ?? BLANK_ANSWER;
  }

  say(item: ItemKey, answer: Answer): void {
    this.answers.set(item, answer);
  }
}
