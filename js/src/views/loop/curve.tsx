/** The learning curve: the score with its interval as a band, against labels or minutes. */
import type { VNode } from "preact";
import type { Loop, Round } from "../../state/loop";
import * as words from "../../words";
import { around, between, place, type Scale } from "./scale";

const WIDTH = 224;
const HEIGHT = 132;
const LEFT = 32;
const RIGHT = WIDTH - 10;
const TOP = 8;
const BOTTOM = HEIGHT - 20;
/** Above the longest number in its place at the axis. */
const DROP = 14;

/** A round that was measured. */
type Measured = Round & { readonly score: number };

export type Against = "labels" | "minutes";

export function Curve({
  loop,
  against,
}: {
  readonly loop: Loop;
  readonly against: Against;
}): VNode {
  const { curve } = loop;
  const measured = curve.filter(isMeasured);
  if (!measured.length) {
    return (
      <p class="nbl-curve nbl-no-curve">{curve.length ? words.NOT_MEASURED : words.NO_CURVE}</p>
    );
  }
  const y = around(measured.flatMap(heights), 4);
  const x = between(
    curve.map((round) => round[against]),
    4,
  );
  const at = (round: Round, score: number) =>
    [place(x, round[against], LEFT, RIGHT), place(y, score, BOTTOM, TOP)] as const;
  return (
    <svg
      class="nbl-curve"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={words.curve(loop.metric, measured)}
    >
      <Axes x={x} y={y} />
      {stretches(curve).map((stretch) => (
        <Stretch key={stretch[0]?.round} rounds={stretch} at={at} />
      ))}
      {measured.map((round) => {
        const [left, top] = at(round, round.score);
        return (
          <g key={round.round} class="nbl-curve-point">
            <circle cx={left} cy={top} r={round === measured.at(-1) ? 3.5 : 2} />
            <circle class="nbl-curve-near" cx={left} cy={top} r="8">
              <title>{words.roundOfCurve(loop.metric, round)}</title>
            </circle>
          </g>
        );
      })}
    </svg>
  );
}

export const isMeasured = (round: Round): round is Measured => round.score !== null;

const heights = ({ score, low, high }: Measured): number[] => [score, low ?? score, high ?? score];

/** Rounds that follow each other and were measured: over the others no line is drawn. */
function stretches(curve: readonly Round[]): Measured[][] {
  const found: Measured[][] = [[]];
  for (const round of curve) {
    if (isMeasured(round)) found.at(-1)?.push(round);
    else found.push([]);
  }
  return found.filter((stretch) => stretch.length > 0);
}

interface StretchProps {
  readonly rounds: readonly Measured[];
  readonly at: (round: Round, score: number) => readonly [number, number];
}

function Stretch({ rounds, at }: StretchProps): VNode {
  const top = rounds.map((round) => at(round, round.high ?? round.score));
  const bottom = rounds.map((round) => at(round, round.low ?? round.score));
  const line = rounds.map((round) => at(round, round.score));
  return (
    <>
      {/* One point has no breadth: its interval is a line of its own. */}
      <polygon
        class={rounds.length > 1 ? "nbl-curve-band" : "nbl-curve-bar"}
        points={[...top, ...bottom.toReversed()].join(" ")}
      />
      <polyline class="nbl-curve-line" points={line.join(" ")} />
    </>
  );
}

function Axes({ x, y }: { readonly x: Scale; readonly y: Scale }): VNode {
  const digits = decimals(y.ticks);
  return (
    <g class="nbl-curve-axes">
      {y.ticks.map((tick) => {
        const top = place(y, tick, BOTTOM, TOP);
        return (
          <g key={tick}>
            <path d={`M${LEFT} ${top}H${RIGHT}`} />
            <text x={LEFT - 6} y={top + 4} text-anchor="end">
              {tick.toFixed(digits)}
            </text>
          </g>
        );
      })}
      {x.ticks.map((tick) => (
        <text key={tick} x={place(x, tick, LEFT, RIGHT)} y={BOTTOM + DROP} text-anchor="middle">
          {words.count(tick)}
        </text>
      ))}
    </g>
  );
}

/** As many as the numbers at the axis need to differ. */
function decimals(ticks: readonly number[]): number {
  const step = (ticks[1] ?? 1) - (ticks[0] ?? 0);
  return Math.max(0, Math.min(4, Math.ceil(-Math.log10(step) - 1e-9)));
}
