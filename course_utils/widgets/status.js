// A line of text that screen readers say whenever it changes. For that the element must stay and only its text change.
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
  const write = () => { el.textContent = model.get("text"); };
  model.on("change:text", write);
  write();
  return () => model.off("change:text", write);
}
export default { render };
