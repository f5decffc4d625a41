/** A stage that shows nothing and remembers what it was told. */
import type { Desk, Stage, StageFactory } from "../../src/views/desk";

export interface StubStage extends Stage {
  readonly commands: string[];
  /** What the next `cancel` answers. */
  cancels: boolean;
}

/** Stages made so far, newest last. */
export const made: StubStage[] = [];

export const stubStage: StageFactory = (host: HTMLElement, desk: Desk): Stage => {
  const canvas = document.createElement("canvas");
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label", "the item");
  canvas.dataset["lmSuppressShortcuts"] = "true";
  canvas.style.cssText = "position:absolute;inset:0;width:100%;height:100%";
  host.append(canvas);
  const stub: StubStage = {
    canvas,
    commands: [],
    cancels: false,
    command(name) {
      stub.commands.push(name);
      return name === "cancel" ? stub.cancels : true;
    },
    rectOf: () => Promise.resolve(new DOMRect(0, 0, 10, 10)),
    painted: () => Promise.resolve(),
  };
  desk.zoom.value = 0.5;
  made.push(stub);
  return stub;
};
