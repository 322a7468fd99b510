// axe computes the contrast of every text anew. Where all that it computes it from is the same (how the text is drawn, and how everything
// that lies under it is drawn), the answer «enough» is the same too and is not computed twice. Any other answer is.
(() => {
  const DRAWN = ["background-color", "background-image", "opacity", "filter", "mix-blend-mode", "position", "z-index", "overflow", "box-shadow", "visibility", "transform", "isolation", "content"];
  const WRITTEN = ["color", "-webkit-text-fill-color", "-webkit-text-stroke-width", "font-size", "font-weight", "text-shadow", "line-height"];
  const say = (style, names) => names.map((name) => style.getPropertyValue(name)).join(";");
  const numbers = new Map(), drawn = new WeakMap();
  const number = (text) => numbers.get(text) ?? numbers.set(text, numbers.size).get(text);

  function layer(node) {  // how one element is drawn, its ::before and ::after too
    if (!drawn.has(node)) {
      const pseudo = ["::before", "::after"].map((name) => getComputedStyle(node, name)).map((style) => style.content === "none" ? "" : say(style, [...DRAWN, "width", "height"]));
      drawn.set(node, number([node.tagName, say(getComputedStyle(node), DRAWN), ...pseudo].join("|")));
    }
    return drawn.get(node);
  }

  function seen(node) {
    const under = axe.commons.dom.getTextElementStack(node).map((stack) => stack.map(layer).join(" "));
    const above = [];
    for (let one = node; one; one = one.parentElement) above.push(layer(one));  // opacity and blending come from what it lies in
    const long = [...node.textContent.trim()].filter((sign) => /[\p{L}\p{N}]/u.test(sign)).length > 1;
    return [say(getComputedStyle(node), WRITTEN), long, above.join(" "), [...new Set(under)].join("/")].join("|");
  }

  const check = axe._audit.checks["color-contrast"], evaluate = check.evaluate, enough = new Map();
  check.evaluate = function (node, ...rest) {
    const key = seen(node);
    if (enough.has(key)) {
      this.data(enough.get(key));
      return true;
    }
    let data;
    const keep = this.data;
    this.data = (told) => keep.call(this, (data = told));
    const answer = evaluate.call(this, node, ...rest);
    if (answer === true) enough.set(key, data);
    return answer;
  };
})();
