/** The tool buttons: all in a row where there is room, else the rarer ones behind "more". */
import type { VNode } from "preact";
import * as words from "../words";
import type { Desk } from "./desk";
import { LoopFold } from "./loop/fold";
import { mediumNamed } from "./media";
import { toolsFit } from "./room";
import { HideTool, Tool } from "./tool";
import { listed, useView, type View } from "./view";

export function Tools(): VNode {
  const view = useView();
  const { editor, desk, panels, drawn, room } = view;
  const roomy = toolsFit(panels.width.value, room.value.rows, desk.offers.value);
  const draws = drawn.value.length > 0;
  return (
    <div class="nbl-tools" role="toolbar" aria-label={words.TOOLS}>
      <LoopFold />
      <span class="nbl-group">
        <Tool command="undo" idle={!editor.canUndo.value} />
        <Tool command="redo" idle={!editor.canRedo.value} />
        {draws && <Tool command="delete" idle={desk.selected.value.length === 0} />}
      </span>
      {roomy && <Rarer view={view} written={false} />}
      <span class="nbl-group">
        <FlagTool />
        <CommentTool />
        <Tool
          command="full-screen"
          icon={desk.fullScreen.value ? "leave-full-screen" : "full-screen"}
          pressed={desk.fullScreen.value}
        />
        <Tool command="help" expanded={panels.help.value} />
        {!roomy && (
          <Tool
            command="more"
            expanded={panels.more.value}
            onClick={() => {
              panels.more.value = !panels.more.value;
            }}
          />
        )}
      </span>
      {!roomy && panels.more.value && (
        <div class="nbl-popover nbl-more" role="toolbar" aria-label={words.MORE_TOOLS}>
          <Rarer view={view} written />
        </div>
      )}
    </div>
  );
}

function Rarer({ view, written }: { readonly view: View; readonly written: boolean }): VNode {
  const { desk, panels, drawn, room } = view;
  const draws = drawn.value.length > 0;
  const medium = mediumNamed(view.medium);
  return (
    <>
      {draws && (
        <span class="nbl-group">
          {medium.drawing.map((command) => (
            <DrawingTool key={command} command={command} desk={desk} written={written} />
          ))}
        </span>
      )}
      <span class="nbl-group">
        <Tool command="zoom-out" written={written} />
        <Tool command="zoom-fit" written={written} />
        <Tool command="zoom-in" written={written} />
        {draws && <HideTool written={written} />}
        {desk.overlay !== null && (
          <Tool command="overlay" pressed={desk.overlay.shown.value} written={written} />
        )}
        {medium.looking.map((command) => (
          <Tool
            key={command}
            command={command}
            written={written}
            {...(command === "adjust" ? { expanded: panels.adjust.value } : {})}
          />
        ))}
      </span>
      <span class="nbl-group">
        {draws && <Tool command="list" pressed={listed(panels).value} written={written} />}
        {room.value.strip !== "none" && (
          <Tool command="strip" pressed={panels.strip.value} written={written} />
        )}
      </span>
    </>
  );
}

const WAYS: readonly string[] = ["drag", "clicks", "extremes"];

interface DrawingToolProps {
  readonly command: string;
  readonly desk: Desk;
  readonly written: boolean;
}

/** Ways of drawing are on or off; to draw by dragging is to leave the others. */
function DrawingTool({ command, desk, written }: DrawingToolProps): VNode {
  const how = desk.drawing.value;
  const way = command.replace("draw-", "");
  if (!WAYS.includes(way)) return <Tool command={command} written={written} />;
  const leave = () => {
    if (how !== "drag") desk.command(`draw-${how}`);
  };
  return (
    <Tool
      command={command}
      pressed={how === way}
      written={written}
      {...(way === "drag" ? { onClick: leave } : {})}
    />
  );
}

function FlagTool(): VNode {
  const { answer } = useView();
  return <Tool command="flag" pressed={answer.value.flagged} class="nbl-flag" />;
}

function CommentTool(): VNode {
  const { answer, panels } = useView();
  const has = answer.value.comment !== "";
  return (
    <Tool command="comment" expanded={panels.comment.value} class={has ? "nbl-has-comment" : ""} />
  );
}
