// The convolution stepper. It computes what course_utils.simulate.convolution computes: a test compares the two.
const NAMES = { f: "kernel size f", padding: "padding p", stride: "stride s", dilation: "dilation d" };
const MODES = { kernel: "kernel", max: "max pooling", mean: "mean pooling" };
const INK = "#202124", CARD = "#fcfcfa", GREY = "#595959", BLUE = "#0072B2", VERMILLION = "#D55E00";

export const number = (x) => String(Math.floor(100 * x + 0.5) / 100).replace("-", "−");
const reach = (s) => s.dilation * (s.f - 1) + 1;

export function obstacle(n, s, limits) {
  if (s.mode !== "kernel" && (s.padding > 0 || s.dilation > 1))
    return "Pooling is shown without padding and dilation: zeros from outside would count as pixels.";
  if (reach(s) > n + 2 * s.padding)
    return `The kernel would reach over ${reach(s)} cells; the padded picture has ${n + 2 * s.padding}.`;
  if (s.padding >= reach(s)) return "Some windows would hold nothing but zeros from outside.";
  const beyond = Object.entries(limits).find(([name, [low, high]]) => s[name] < low || s[name] > high);
  return beyond ? `Here it goes from ${beyond[1].join(" to ")}.` : "";
}

export function slide(picture, s) {
  const n = picture.length, wide = n + 2 * s.padding, size = Math.floor((wide - reach(s)) / s.stride) + 1;
  const pixel = (h, w) => picture[h - s.padding]?.[w - s.padding] ?? 0;
  const cells = [...Array(s.f * s.f).keys()].map((k) => [s.dilation * Math.floor(k / s.f), s.dilation * (k % s.f)]);
  const windowAt = (h, w) => cells.map(([u, v]) => pixel(s.stride * h + u, s.stride * w + v));
  const add = (numbers) => numbers.reduce((sum, x) => sum + x, 0);
  const value = (seen) => s.mode === "max" ? Math.max(...seen)
    : s.mode === "mean" ? add(seen) / seen.length : add(seen.map((x, k) => x * s.kernel[k]));
  const square = (side, at) => [...Array(side).keys()].map((h) => [...Array(side).keys()].map((w) => at(h, w)));
  const seen = windowAt(s.row, s.column), x = seen.map(number), out = number(value(seen));
  const weight = (w) => w < 0 ? `(${number(w)})` : number(w);
  return {
    size, padded: square(wide, pixel), result: square(size, (h, w) => value(windowAt(h, w))),
    covered: new Set(cells.map(([u, v]) => `${s.stride * s.row + u},${s.stride * s.column + v}`)),
    formula: `⌊(${n} + 2·${s.padding} − ${s.dilation}·(${s.f} − 1) − 1) / ${s.stride}⌋ + 1 = ${size}`,
    arithmetic: s.mode === "max" ? `max(${x.join(", ")}) = ${out}`
      : s.mode === "mean" ? `(${x.join(" + ")}) / ${x.length} = ${out}`
      : `${x.map((value, k) => `${value}·${weight(s.kernel[k])}`).join(" + ")} = ${out}`,
  };
}

// The same settings with some changed: place inside the result, kernel as large as f says.
export function changed(picture, s, change) {
  const next = { ...s, ...change };
  if (next.mode !== "kernel") Object.assign(next, { padding: 0, dilation: 1 });
  if (next.kernel.length !== next.f ** 2) {
    const old = Math.sqrt(next.kernel.length), at = (u, v) => (u < old && v < old ? s.kernel[u * old + v] : 0);
    next.kernel = [...Array(next.f ** 2).keys()].map((k) => at(Math.floor(k / next.f), k % next.f));
  }
  const last = Math.floor((picture.length + 2 * next.padding - reach(next)) / next.stride);
  for (const name of ["row", "column"]) next[name] = Math.max(0, Math.min(last, next[name]));
  return next;
}

function render({ model, el }) {
  const describe = (node, attributes) => Object.entries(attributes).forEach((pair) => node.setAttribute(...pair));
  const make = (tag, style = "", attributes = {}, ...children) => {
    const node = document.createElement(tag);
    describe(node, { style, ...attributes });
    return node.append(...children), node;
  };
  const mine = { "data-lm-suppress-shortcuts": "true" };  // or JupyterLab takes the arrow keys
  const picture = model.get("picture"), limits = model.get("limits"), first = model.get("state");
  let s = first, inputs = [];
  const set = (change) => { s = changed(picture, s, change); model.set("state", s); model.save_changes(); draw(); };
  const look = "font:inherit;padding:3px 9px;margin:0 6px 6px 0";
  const button = (text, onclick) => Object.assign(make("button", look, { type: "button" }, text), { onclick });
  const square = (size) => `display:inline-flex;align-items:center;justify-content:center;box-sizing:border-box;width:${size}px;height:30px;`;
  const sliders = {}, line = () => make("div", "margin:4px 0;min-height:1.5em");
  const controls = Object.keys(NAMES).map((name) => {
    const input = make("input", "flex:0 0 150px", { ...mine, type: "range", step: 1, "aria-label": NAMES[name] });
    const shown = make("b", "flex:0 0 1.5em"), why = make("small", `color:${GREY}`);
    input.oninput = () => set({ [name]: Number(input.value) });
    sliders[name] = { input, shown, why };
    return make("div", "display:flex;gap:8px;align-items:center", {}, make("span", "flex:0 0 110px", {}, NAMES[name]), input, shown, why);
  });
  const modes = Object.entries(MODES).map(([mode, text]) => button(text, () => set({ mode })));
  const presets = Object.entries(model.get("presets")).map(([name, preset]) => button(name, () => set(preset)));
  const grids = ["picture", "kernel", "result"].map((name) => make("div", "line-height:0;border-radius:3px", {}));
  const titles = grids.map(() => make("div", "margin-bottom:4px;font-weight:600"));
  const formula = line(), arithmetic = line(), status = line(), challenge = line();
  describe(status, { role: "status", "aria-live": "polite" });
  describe(grids[2], { ...mine, tabindex: 0, role: "application" });
  grids[2].onkeydown = (event) => {
    const move = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (move) event.preventDefault(), set({ row: s.row + move[0], column: s.column + move[1] });
  };
  const drawKernel = () => {
    if (inputs.length !== s.kernel.length) {
      inputs = s.kernel.map((_, k) => {
        const label = `kernel, row ${Math.floor(k / s.f) + 1}, column ${(k % s.f) + 1}`;
        const input = make("input", `${square(44)}text-align:center;font:inherit;border:1px solid ${GREY};color:${INK};background:#fff`, { ...mine, type: "number", step: 1, "aria-label": label });
        return Object.assign(input, { oninput: () => set({ kernel: inputs.map((one) => Number(one.value) || 0) }) });
      });
      grids[1].replaceChildren(...inputs);
      grids[1].style.width = `${44 * s.f}px`;
    }
    inputs.forEach((input, k) => {
      if (document.activeElement !== input) input.value = s.kernel[k];  // not while somebody types
      input.disabled = s.mode !== "kernel";
    });
  };
  const drawGrid = (grid, rows, size, style, click) => {
    grid.style.width = `${size * rows.length}px`;
    grid.replaceChildren(...rows.flatMap((row, h) => row.map((x, w) => {
      const cell = make("span", square(size) + style(h, w, x), {}, number(x));
      return Object.assign(cell, { onpointerdown: click ? () => set({ row: h, column: w }) : null });
    })));
  };
  const draw = () => {
    const now = slide(picture, s), most = Math.max(1, ...now.result.flat().map(Math.abs)), done = model.get("solved");
    for (const [name, { input, shown, why }] of Object.entries(sliders)) {
      const blocked = (value) => obstacle(picture.length, { ...s, [name]: value }, limits);
      let [low, high] = [s[name], s[name]];
      while (!blocked(low - 1)) low -= 1;
      while (!blocked(high + 1)) high += 1;
      Object.assign(input, { min: low, max: high, value: s[name], disabled: low === high });
      shown.textContent = s[name];
      why.textContent = high < limits[name][1] ? `${high} at most. ${blocked(high + 1)}` : low > limits[name][0] ? `${low} at least. ${blocked(low - 1)}` : "";
    }
    modes.forEach((node, k) => describe(node, { "aria-pressed": Object.keys(MODES)[k] === s.mode }));
    const outside = (h, w) => Math.min(h, w) < s.padding || Math.max(h, w) >= picture.length + s.padding;
    drawGrid(grids[0], now.padded, 30, (h, w) => (outside(h, w) ? `border:1px dashed #b9b9b4;color:${GREY};` : "border:1px solid #b9b9b4;")
      + (now.covered.has(`${h},${w}`) ? "outline:3px solid " + VERMILLION + ";outline-offset:-3px;font-weight:700;background:#f9e0d0" : ""));
    drawKernel();
    drawGrid(grids[2], now.result, 44, (h, w, x) => `border:1px solid #b9b9b4;cursor:pointer;background:rgba(${x < 0 ? "213,94,0" : "0,114,178"},${0.45 * Math.abs(x) / most});`
      + (h === s.row && w === s.column ? `outline:3px solid ${INK};outline-offset:-3px;font-weight:700` : ""), true);
    [`picture, ${picture.length} × ${picture.length}` + (s.padding ? `, with zeros ${now.padded.length} × ${now.padded.length}` : ""), s.mode === "kernel" ? "kernel: edit it" : "nothing to learn", `result, ${now.size} × ${now.size}`].forEach((text, k) => { titles[k].textContent = text; });
    grids[2].setAttribute("aria-label", `Result, ${now.size} rows and columns. Arrow keys move the window.`);
    formula.textContent = `size: ⌊(n + 2p − d·(f − 1) − 1) / s⌋ + 1 = ${now.formula}`;
    arithmetic.textContent = `row ${s.row + 1}, column ${s.column + 1}: ${now.arithmetic}`;
    status.textContent = `Row ${s.row + 1}, column ${s.column + 1} of ${now.size} × ${now.size}: ${number(now.result[s.row][s.column])}.`;
    challenge.replaceChildren(make("b", done ? "color:#1b7a43" : "", {}, done ? "✓ Challenge met." : "Challenge."), ` ${model.get(done ? "praise" : "challenge")}`);
  };
  const style = make("style", "", {}, ".course-stepper button[aria-pressed=true] { font-weight: 700 !important; }");
  const tries = make("ol", "margin:0 0 8px 1.4em;padding:0", {}, ...model.get("tries").map((text) => make("li", "", {}, text)));
  const row = (...children) => make("div", "display:flex;flex-wrap:wrap;align-items:flex-start;gap:6px 26px;margin:8px 0", {}, ...children);
  el.append(make("div", `background:${CARD};color:${INK};color-scheme:light;padding:12px 16px;max-width:860px;font:14px/1.5 sans-serif`, { class: "course-stepper" },
    style, make("b", "", {}, "Predict, then try."), tries, row(make("div", "", {}, ...controls), make("div", "", {}, ...modes, make("br"), ...presets, button("Reset", () => set(first)))),
    row(...grids.map((grid, k) => make("div", "", {}, titles[k], grid))), arithmetic, formula, challenge, status));
  const follow = () => { s = model.get("state"); draw(); };
  for (const name of ["state", "solved"]) model.on(`change:${name}`, follow);
  let still = null, waited = 0;  // the still picture is hidden; render can run before the element is attached
  const hide = () => {
    const before = el.closest(".jp-OutputArea-child")?.previousElementSibling;
    if (before?.querySelector(".jp-RenderedImage")) (still = before).style.display = "none";
    else if (waited++ < 120) requestAnimationFrame(hide);
  };
  hide(), draw();
  return () => { for (const name of ["state", "solved"]) model.off(`change:${name}`, follow); if (still) still.style.display = ""; };
}
export default { render };
