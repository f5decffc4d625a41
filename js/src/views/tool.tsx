/** A button that carries out a command: what a key does, to be seen and clicked. */
import type { ComponentChildren, VNode } from "preact";
import * as words from "../words";
import { Icon, type IconName } from "./icons";
import { shownFor } from "./keys";
import { AWAKE, useView } from "./view";

interface ToolProps {
  readonly command: string;
  readonly icon?: IconName;
  /** For buttons that are on or off. */
  readonly pressed?: boolean;
  /** For buttons that open something. */
  readonly expanded?: boolean;
  readonly idle?: boolean;
  readonly onClick?: () => void;
  readonly class?: string;
  /** With its name and key written out, as in the menu of what found no room. */
  readonly written?: boolean;
  readonly children?: ComponentChildren;
}

export function Tool(props: ToolProps): VNode {
  const { command, pressed, expanded, idle = false } = props;
  const { desk } = useView();
  const name = words.tool[command] ?? command;
  const key = shownFor(command);
  const act = props.onClick ?? (() => desk.command(command));
  return (
    <button
      {...AWAKE}
      type="button"
      class={`nbl-tool ${props.class ?? ""}`}
      data-command={command}
      title={words.titled(name, key)}
      {...(props.written ? {} : { "aria-label": name })}
      aria-disabled={idle}
      {...(pressed === undefined ? {} : { "aria-pressed": pressed })}
      {...(expanded === undefined ? {} : { "aria-expanded": expanded })}
      onClick={() => {
        if (!idle) act();
      }}
    >
      {props.children ?? <Icon name={props.icon ?? (command as IconName)} />}
      {props.written && (
        <>
          <span class="nbl-tool-name">{name}</span>
          <kbd class="nbl-key">{key}</kbd>
        </>
      )}
    </button>
  );
}

/** Hides while it is held down, as its key does; from the keyboard it toggles. */
export function HideTool({ written = false }: { readonly written?: boolean }): VNode {
  const { desk } = useView();
  const set = (on: boolean) => () => {
    desk.hidden.value = on;
  };
  return (
    <span
      class="nbl-hold"
      onPointerDown={set(true)}
      onPointerUp={set(false)}
      onPointerLeave={set(false)}
      onPointerCancel={set(false)}
    >
      <Tool
        command="hide"
        icon={desk.hidden.value ? "eye-off" : "eye"}
        pressed={desk.hidden.value}
        written={written}
        onClick={() => undefined}
      />
    </span>
  );
}
