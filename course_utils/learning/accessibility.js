// Gives Jupyter's controls what they lack for keyboards and screen readers. No imports, no address.
function render({ model, el }) {
  el.style.display = "none";
  const attribute = "data-lm-suppress-shortcuts";
  let observer = null, root = null, tries = 0;

  // Writing an attribute only when it changes keeps the observer from waking itself for ever.
  const put = (element, name, value) => {
    if (value && element.getAttribute(name) !== value) element.setAttribute(name, value);
  };
  const name = (control) => control.querySelector(".widget-label")?.textContent || model.get("label");

  const mend = () => {
    // JupyterLab takes the arrow keys away from these unless the focusable element itself says otherwise.
    root.querySelectorAll("select, input, textarea, [role=slider]").forEach((e) => put(e, attribute, "true"));
    root.querySelectorAll(".widget-slider").forEach((slider) => slider.querySelectorAll("[role=slider]").forEach((handle) => {
      put(handle, "aria-label", name(slider) || "slider");
      put(handle, "aria-valuetext", slider.querySelector(".widget-readout")?.textContent);  // a log slider would say its exponent
    }));
    root.querySelectorAll(".widget-radio").forEach((group) => {
      put(group, "role", "radiogroup");
      put(group, "aria-label", name(group));
    });
    root.querySelectorAll(".widget-text input, .widget-dropdown select").forEach((e) => put(e, "aria-label", name(e.parentElement)));
    root.querySelectorAll(".jp-RenderedImage img").forEach((image) => put(image, "alt", model.get("alt")));
  };

  // Ctrl+S still has to save: the window hears of a key before JupyterLab asks whether shortcuts are suppressed.
  const letSave = (event) => {
    const wanted = (event.ctrlKey || event.metaKey) && event.key === "s" && root.contains(event.target);
    if (!wanted || !event.target.hasAttribute(attribute)) return;
    event.target.removeAttribute(attribute);
    setTimeout(() => event.target.setAttribute(attribute, "true"));
  };

  const start = () => {
    root = el.closest(model.get("inside"));
    if (!root) {  // nested widgets are rendered before they are attached
      if (tries++ < 120) requestAnimationFrame(start);
      return;
    }
    observer = new MutationObserver(mend);
    observer.observe(root, {
      subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["aria-valuetext", "src", "alt"],
    });
    model.on("change:alt", mend);
    model.on("change:label", mend);
    window.addEventListener("keydown", letSave, true);
    mend();
  };
  start();
  return () => {
    observer?.disconnect();
    window.removeEventListener("keydown", letSave, true);
  };
}
export default { render };
