// A line of text that screen readers say whenever it changes. For that the element must stay and only its text change.
const LOST = "The page has been loaded again, and the picture no longer follows: run this cell again. ";

// Once for each loaded page: a page that is not the first one has lost its way to the picture.
function initialize({ model }) {
  model.set(model.get("begun") ? "lost" : "begun", true);
  model.save_changes();
}

function render({ model, el }) {
  el.setAttribute("role", "status");
  el.setAttribute("aria-live", "polite");
  Object.assign(el.style, {
    color: "var(--jp-widgets-label-color, var(--jp-ui-font-color1))",
    fontSize: "var(--jp-widgets-font-size, 13px)",
    lineHeight: "1.5",
    padding: "2px",
    maxWidth: "840px",
  });
  const write = () => { el.textContent = (model.get("lost") ? LOST : "") + model.get("text"); };
  model.on("change:text", write);
  model.on("change:lost", write);
  write();
  return () => {
    model.off("change:text", write);
    model.off("change:lost", write);
  };
}
export default { initialize, render };
