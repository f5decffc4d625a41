/** The labeler on a page: lays out its parts, makes the stage, and ends it all with a signal. */
import { effect } from "@preact/signals";
import { render, type VNode } from "preact";
import type { Editor } from "../state/editor";
import * as words from "../words";
import { Answers } from "./answers";
import type { Stage, StageFactory } from "./desk";
import { DragEdge } from "./drag_edge";
import { makeFullScreen } from "./full_screen";
import { type Handle, handleOf } from "./handle";
import { ItemPane } from "./item_pane";
import { listenToKeys } from "./keyboard";
import { List } from "./list";
import { LoopPanel } from "./loop/panel";
import { makeDesk, type Settings } from "./make_desk";
import { Palette } from "./palette";
import { Status } from "./status";
import { Strip } from "./strip";
import { listed, ROOM_FOR_LIST, useView, type View, ViewContext } from "./view";
import { keepFocus, watchPerson } from "./watch_person";
import "./labeler.css";
import "./palette.css";
import "./panels.css";
import "./status.css";

export type LabelerElement = HTMLElement & { nblabel?: Handle };

export function mountLabeler(
  host: HTMLElement,
  editor: Editor,
  stageOf: StageFactory,
  settings: Settings,
  signal: AbortSignal,
): void {
  const root: LabelerElement = host.ownerDocument.createElement("div");
  root.className = "nbl-labeler";
  root.setAttribute("role", "region");
  root.setAttribute("aria-label", words.LABELER);

  const toggleFullScreen = makeFullScreen(root, () => made.view.desk.fullScreen, signal);
  const made = makeDesk(editor, settings, toggleFullScreen, signal);
  const { desk, panels } = made.view;
  let stageMade: (stage: Stage) => void = () => undefined;
  root.nblabel = handleOf(
    editor,
    desk,
    new Promise((resolve) => {
      stageMade = resolve;
    }),
  );

  const addStage = (place: HTMLElement) => {
    const stage = stageOf(place, desk, signal);
    made.attach(stage);
    stageMade(stage);
  };

  listenToKeys(root, desk, settings.medium, signal);
  keepFocus(root, made.view, signal);
  watchPerson(root, made, signal);
  editor.onGoTo((item) => desk.go(item), signal);

  const observer = new ResizeObserver(() => {
    panels.width.value = root.clientWidth;
    panels.height.value = root.clientHeight;
  });
  observer.observe(root);
  const dress = effect(() => {
    const dragged = panels.dragged.value;
    const set = dragged === null ? settings.height : `${dragged}px`;
    root.style.height = desk.fullScreen.value ? "100%" : set;
    root.toggleAttribute("data-awake", desk.focused.value);
    root.toggleAttribute("data-full", desk.fullScreen.value);
    root.dataset["rows"] = `${made.view.room.value.rows}`;
    root.dataset["strip"] = made.view.room.value.strip;
    root.dataset["width"] = panels.width.value < ROOM_FOR_LIST ? "narrow" : "wide";
  });

  host.append(root);
  render(<Labeler view={made.view} onHost={addStage} />, root);

  signal.addEventListener("abort", () => {
    made.keepSeconds();
    dress();
    observer.disconnect();
    render(null, root);
    root.remove();
  });
}

interface LabelerProps {
  readonly view: View;
  readonly onHost: (host: HTMLElement) => void;
}

function Labeler({ view, onHost }: LabelerProps): VNode {
  return (
    <ViewContext.Provider value={view}>
      <Palette />
      <Middle onHost={onHost} />
      <Answers />
      <Foot />
      <Status />
      <DragEdge />
      <Said />
    </ViewContext.Provider>
  );
}

function Middle({ onHost }: Pick<LabelerProps, "onHost">): VNode {
  const { panels, drawn, desk } = useView();
  const some = drawn.value.length > 0 && desk.item.value !== null;
  return (
    <div class="nbl-middle">
      <ItemPane onHost={onHost} />
      {some && listed(panels).value && <List />}
      {desk.item.value !== null && <LoopPanel />}
    </div>
  );
}

function Foot(): VNode | null {
  const { panels, desk, editor, room } = useView();
  const fits = room.value.strip !== "none";
  const some = desk.item.value !== null && editor.document.items.value.length > 0;
  return panels.strip.value && fits && some ? <Strip /> : null;
}

/** What is said, for those who listen. */
function Said(): VNode {
  const { said } = useView();
  return (
    <div class="nbl-sr" role="status">
      {said.value}
    </div>
  );
}
