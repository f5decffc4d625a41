/** The anywidget entry of texts, a bundle of its own as `image` is. */
import { textStage } from "./views/text_stage";
import { widgetOf } from "./widget";

export default widgetOf(textStage);
