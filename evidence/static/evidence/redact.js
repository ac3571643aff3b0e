// Boxes on a picture: drawn with a pointer, or typed. The numbers are what is sent; the page works without this.
document.documentElement.classList.add("has-script");

const SVG = "http://www.w3.org/2000/svg";
const SMALLEST = 4;
const picture = document.querySelector("[data-redact]");
const form = document.querySelector("[data-redact-form]");
const body = form.querySelector("[data-rows-of-boxes]");
const template = form.querySelector("[data-box-template]");
const total = form.querySelector("[name=box-TOTAL_FORMS]");
const [width, height] = [Number(picture.dataset.width), Number(picture.dataset.height)];
const drawn = new Map();
picture.querySelectorAll("rect").forEach((rect) => rect.remove());

const inputs = (row) => [...row.querySelectorAll("input")];
const isEmpty = (row) => inputs(row).every((input) => input.value === "");

function draw(row) {
  const [left, top, right, bottom] = inputs(row).map((input) => (input.value === "" ? NaN : Number(input.value)));
  const isBox = right > left && bottom > top;
  let rect = drawn.get(row);
  if (!isBox) {
    rect?.remove();
    drawn.delete(row);
    return;
  }
  if (!rect) {
    rect = picture.appendChild(document.createElementNS(SVG, "rect"));
    rect.setAttribute("class", "redact-box");
    drawn.set(row, rect);
  }
  const attributes = { x: left, y: top, width: right - left, height: bottom - top };
  Object.entries(attributes).forEach(([name, value]) => rect.setAttribute(name, value));
}

function fill(row, box) {
  inputs(row).forEach((input, place) => (input.value = box[place]));
  draw(row);
}

function addRow() {
  const number = Number(total.value);
  const made = document.createElement("tbody");
  made.innerHTML = template.innerHTML.replaceAll("__prefix__", number);
  const row = made.querySelector("[data-box-row]");
  row.querySelector("th").textContent = number + 1;
  total.value = number + 1;
  return body.appendChild(row);
}

const freeRow = () => [...body.querySelectorAll("[data-box-row]")].find(isEmpty) ?? addRow();

function place(event) {
  const frame = picture.getBoundingClientRect();
  const within = (value, most) => Math.round(Math.min(Math.max(value, 0), most));
  return [
    within(((event.clientX - frame.left) / frame.width) * width, width),
    within(((event.clientY - frame.top) / frame.height) * height, height),
  ];
}

let begun = null;
picture.addEventListener("pointerdown", (event) => {
  if (event.button !== 0) return;
  event.preventDefault();
  picture.setPointerCapture(event.pointerId);
  begun = { from: place(event), row: freeRow() };
});
picture.addEventListener("pointermove", (event) => {
  if (!begun) return;
  const [[x1, y1], [x2, y2]] = [begun.from, place(event)];
  fill(begun.row, [Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2)]);
});
const end = () => {
  if (!begun) return;
  const [left, top, right, bottom] = inputs(begun.row).map((input) => Number(input.value));
  if (right - left < SMALLEST || bottom - top < SMALLEST) fill(begun.row, ["", "", "", ""]);
  begun = null;
};
picture.addEventListener("pointerup", end);
// A finger that turned out to scroll the page draws nothing.
picture.addEventListener("pointercancel", () => {
  if (begun) fill(begun.row, ["", "", "", ""]);
  begun = null;
});

body.addEventListener("input", (event) => draw(event.target.closest("[data-box-row]")));
for (const [name, isCurrent] of [["focusin", true], ["focusout", false]]) {
  body.addEventListener(name, (event) => drawn.get(event.target.closest("[data-box-row]"))?.classList.toggle("is-current", isCurrent));
}
form.addEventListener("click", (event) => {
  const remove = event.target.closest("[data-box-remove]");
  const more = event.target.closest("[data-box-more]");
  if (remove) {
    const row = remove.closest("[data-box-row]");
    fill(row, ["", "", "", ""]);
    inputs(row)[0].focus();
  } else if (more) {
    event.preventDefault();
    inputs(addRow())[0].focus();
  }
});
body.querySelectorAll("[data-box-row]").forEach(draw);
