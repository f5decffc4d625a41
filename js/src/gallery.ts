/** The anywidget entry of the gallery. A bundle of its own: who labels does not wait for it. */
import { mountGallery } from "./views/gallery/gallery";
import type { Told } from "./views/gallery/sheet";
import { GalleryLink } from "./wire/gallery_link";
import type { Model } from "./wire/link";

interface Render {
  readonly model: Model;
  readonly el: HTMLElement;
  readonly signal: AbortSignal;
}

export default {
  render({ model, el, signal }: Render): void {
    mountGallery(el, new GalleryLink<Told>(model, signal), String(model.get("height")), signal);
  },
};
