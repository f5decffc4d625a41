/** The anywidget entry of images. Each medium is a bundle of its own: none waits for the others' stages. */
import { imageStage } from "./views/image_stage";
import { widgetOf } from "./widget";

export default widgetOf(imageStage);
