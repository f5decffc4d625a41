import { describe, expect, test } from "vitest";
import { TimeInView } from "../../src/views/time_in_view";

function watchAt(idleAfter = 60) {
  const clock = { now: 0 };
  return { clock, watch: new TimeInView(idleAfter, () => clock.now) };
}

describe("time in view", () => {
  test("nothing counts before the first sign of life", () => {
    const { clock, watch } = watchAt();
    clock.now = 500;
    expect(watch.seconds).toBe(0);
  });

  test("time runs on between signs of life", () => {
    const { clock, watch } = watchAt();
    watch.touch();
    clock.now = 20;
    watch.touch();
    clock.now = 25;
    expect(watch.seconds).toBe(25);
  });

  test("a long pause counts only up to the limit", () => {
    const { clock, watch } = watchAt(60);
    watch.touch();
    clock.now = 4000;
    watch.touch();
    clock.now = 4005;
    expect(watch.seconds).toBe(65);
  });

  test("taking begins again from none, and time goes on for the next item", () => {
    const { clock, watch } = watchAt();
    watch.touch();
    clock.now = 10;
    expect(watch.take()).toBe(10);
    clock.now = 13;
    expect(watch.seconds).toBe(3);
  });

  test("what was idle when it was taken does not go on counting", () => {
    const { clock, watch } = watchAt(60);
    watch.touch();
    clock.now = 100;
    expect(watch.take()).toBe(60);
    clock.now = 150;
    expect(watch.seconds).toBe(0);
  });

  test("a hidden page does not count", () => {
    const { clock, watch } = watchAt();
    watch.touch();
    clock.now = 5;
    watch.pause();
    clock.now = 50;
    expect(watch.seconds).toBe(5);
  });
});
