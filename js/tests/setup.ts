/** How property tests look for examples: anew each time, but the same ones wherever a change is judged. */
import fc from "fast-check";

if (process.env["NBLABEL_GATE"] !== undefined) fc.configureGlobal({ seed: 1 });
