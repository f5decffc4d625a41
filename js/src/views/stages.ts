/** The canvas for each medium. A new medium is one more entry. */
import type { StageFactory } from "./desk";
import { imageStage } from "./image_stage";
import { textStage } from "./text_stage";

export const stages: Readonly<Record<string, StageFactory>> = {
  image: imageStage,
  text: textStage,
};
