// Keys, undo toasts and moving without reloading for the review. Without this every button and link does the same by itself.
const TOAST_MS = 10000;
const root = () => document.getElementById("review");
const all = (selector) => [...(root()?.querySelectorAll(selector) ?? [])];
const messages = () => all("[data-message]");
const current = () => root()?.querySelector("[data-message].is-open");
const live = document.querySelector("[data-review-live]");
const keysAreOff = "review-keys-off";
const zoomIsFull = "review-picture-full";
let fetching = 0;

const areKeysOn = () => localStorage.getItem(keysAreOff) !== "1";

function count() {
  const boxes = all("input[name=message]");
  const chosen = boxes.filter((box) => box.checked).length;
  all("[data-chosen-count]").forEach((place) => (place.hidden = !(place.textContent = chosen || "")));
  all("[data-needs-choice]").forEach((button) => (button.disabled = chosen === 0));
  all("[data-pick=all]").forEach((link) => (link.hidden = chosen > 0 || !all(".is-next").length));
  all("[data-pick=none]").forEach((link) => (link.hidden = chosen === 0));
}

// The original follows a moment later, so that holding J down does not ask for every message.
function showOriginal(message) {
  clearTimeout(fetching);
  markBox(message.dataset.message);
  fetching = setTimeout(() => {
    window.htmx?.ajax("GET", message.dataset.original, { target: "#original", swap: "innerHTML" });
  }, 120);
}

// The thick box moves at once when the next message stands in the same picture.
function markBox(code) {
  const links = all(".shot-picture a");
  const here = links.filter((link) => link.dataset.goesTo === `m-${code}`);
  if (!here.length) return;
  links.forEach((link) => {
    const isHere = here.includes(link);
    link.querySelector("rect").classList.toggle("box-on", isHere);
    if (isHere) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  });
  showBox();
}

// The pane scrolls to the box of the current message; the page itself stays where it is.
function showBox() {
  const pane = root()?.querySelector(".shot");
  const box = pane?.querySelector(".box-on");
  if (!box) return;
  const place = box.getBoundingClientRect();
  const frame = pane.getBoundingClientRect();
  if (place.top >= frame.top + 40 && place.bottom <= frame.bottom - 20) return;
  pane.scrollTop += place.top - frame.top - Math.max(40, (frame.height - place.height) / 2);
}

const isFull = () => localStorage.getItem(zoomIsFull) === "1";

function showZoom() {
  all(".shot-picture").forEach((picture) => picture.classList.toggle("is-full", isFull()));
  all("[data-zoom]").forEach((button) => {
    button.hidden = false;
    button.setAttribute("aria-pressed", String(isFull()));
  });
  root()?.querySelector(".review")?.classList.toggle("has-picture", all(".shot-picture").length > 0);
  showBox();
}

function zoom() {
  localStorage.setItem(zoomIsFull, isFull() ? "0" : "1");
  showZoom();
}

// A message that fits is moved as little as possible; a longer one starts at the top.
function reveal(message) {
  const block = message.offsetHeight < innerHeight * 0.6 ? "nearest" : "start";
  message.scrollIntoView({ block, behavior: "instant" });
}

function open(message) {
  if (!message) return;
  const isNew = message !== current();
  messages().forEach((one) => one.classList.toggle("is-open", one === message));
  all("[data-strip] a").forEach((link) => {
    const isHere = link.dataset.goesTo === message.id;
    if (isHere) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
    if (isHere) link.scrollIntoView({ block: "nearest", behavior: "instant" });
  });
  message.focus({ preventScroll: true });
  if (!isNew) return;
  reveal(message);
  const address = new URL(location.href);
  address.searchParams.set("at", message.dataset.message);
  history.replaceState(history.state, "", address);
  root().elements.query.value = address.searchParams.toString();
  showOriginal(message);
}

function move(step) {
  const list = messages();
  open(list[Math.max(0, Math.min(list.length - 1, list.indexOf(current()) + step))]);
}

const press = (node) => {
  if (node && !root().matches(".htmx-request, .htmx-settling, .htmx-swapping")) node.click();
};
const ofCurrent = (selector) => current()?.querySelector(selector);

function undo() {
  const toasts = all("[data-undo]");
  press(toasts.length ? toasts[toasts.length - 1] : root().querySelector("[data-key=z]"));
}

function choose() {
  const box = ofCurrent("input[name=message]");
  if (!box) return;
  box.checked = !box.checked;
  count();
}

const moving = { j: () => move(1), arrowdown: () => move(1), k: () => move(-1), arrowup: () => move(-1) };
const acting = {
  enter: () => press(ofCurrent(".is-next [data-decides=Enter]")),
  x: () => press(ofCurrent(".is-next [data-decides=x]")),
  a: () => press(ofCurrent("[data-key=a]") ?? ofCurrent(".is-next [data-decides=Enter]")),
  e: () => press(ofCurrent("[data-key=e]")),
  s: () => press(ofCurrent("[data-key=s]")),
  m: () => press(ofCurrent("[data-key=m]")),
  r: () => press(ofCurrent("[data-key=r]") ?? ofCurrent("[data-key=e]")),
  n: () => press(root().querySelector(".strip [data-key=n]")),
  o: zoom,
  z: undo,
  " ": choose,
};

// Letters belong to fields; Enter, space and arrows belong to whatever control has the focus.
function isTaken(event, key) {
  const node = event.target instanceof Element ? event.target : document.body;
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return true;
  if (node.isContentEditable || node.closest("textarea, select, input:not([type=checkbox])")) return true;
  if (document.querySelector("dialog[open], details.user-menu[open]")) return true;
  return (key === "enter" || key === " ") && node.closest("a, button, summary, input") !== null;
}

// While a message is put right: Ctrl+Enter saves, Esc leaves, Alt+S splits at the cursor.
function correct(event) {
  const form = event.target instanceof Element && event.target.closest("[data-correct]");
  if (!form || event.isComposing) return false;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) press(form.querySelector("[data-saves]"));
  else if (event.key === "Escape") press(form.querySelector("[data-leaves]"));
  else if (event.altKey && event.code === "KeyS") press(form.querySelector("[data-splits]"));
  // Enter in a field of one line would press the first button of the page.
  else if (event.key !== "Enter" || event.target.closest("textarea, button, a")) return false;
  event.preventDefault();
  event.stopImmediatePropagation();
  return true;
}

document.addEventListener(
  "keydown",
  (event) => {
    if (correct(event)) return;
    const key = event.key.toLowerCase();
    const act = moving[key] ?? acting[key];
    if (!act || !root() || !areKeysOn() || isTaken(event, key)) return;
    if (!messages().length && key !== "z") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.repeat && !(key in moving)) return;
    act();
  },
  true,
);

document.addEventListener("click", (event) => {
  if (!root()?.contains(event.target) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target.closest("[data-goes-to]");
  const pick = event.target.closest("[data-pick]");
  const message = event.target.closest("[data-message]");
  const source = event.target.closest("[data-shows-source]");
  const swaps = event.target.closest("[data-swaps]");
  const splits = event.target.closest("[data-splits]");
  if (splits) {
    // Characters as the server counts them, not halves of an emoji.
    const words = splits.closest("[data-correct]").querySelector("textarea");
    splits.closest("[data-correct]").querySelector("[data-split-at]").value = [...words.value.slice(0, words.selectionStart)].length;
  } else if (event.target.closest("[data-zoom]")) {
    zoom();
  } else if (source && window.htmx) {
    event.preventDefault();
    window.htmx.ajax("GET", source.dataset.showsSource, { target: "#original", swap: "innerHTML" });
  } else if (swaps && window.htmx) {
    event.preventDefault();
    const address = swaps.href;
    window.htmx
      .ajax("GET", address, { target: "#review", select: "#review", swap: "outerHTML show:none settle:0ms" })
      .then(() => history.replaceState(history.state, "", address));
  } else if (event.target.closest("[data-shows-original]")) {
    event.preventDefault();
    open(message);
    document.getElementById("original").scrollIntoView({ behavior: "instant" });
    document.getElementById("original").focus({ preventScroll: true });
  } else if (link && document.getElementById(link.dataset.goesTo)) {
    event.preventDefault();
    open(document.getElementById(link.dataset.goesTo));
  } else if (pick) {
    event.preventDefault();
    messages().forEach((one) => {
      const box = one.querySelector("input[name=message]");
      if (box) box.checked = pick.dataset.pick === "all" && one.querySelector(".is-next") !== null;
    });
    count();
  } else if (event.target.closest("[data-keys-open]")) {
    document.getElementById("keys").showModal();
  } else if (event.target.closest("[data-keys-switch]")) {
    localStorage.setItem(keysAreOff, areKeysOn() ? "1" : "0");
    showSwitch();
  } else if (message && message !== current() && !event.target.closest("a, button, input, label") && !String(getSelection())) {
    open(message);
  }
});
document.addEventListener("change", (event) => {
  if (event.target.matches?.("#review input[name=message]")) count();
});

function showSwitch() {
  all("[data-keys-switch]").forEach((button) => {
    button.textContent = areKeysOn() ? button.dataset.on : button.dataset.off;
    button.setAttribute("aria-pressed", String(areKeysOn()));
  });
  document.documentElement.classList.toggle("has-keys", areKeysOn());
}

// A toast goes after ten seconds, not while somebody points at it; Z and the list still undo it.
function startToast(toast) {
  let timer = 0;
  const start = () => (timer = setTimeout(() => toast.classList.add("is-gone"), TOAST_MS));
  const stop = () => clearTimeout(timer);
  toast.addEventListener("pointerenter", stop);
  toast.addEventListener("pointerleave", start);
  toast.addEventListener("focusin", stop);
  toast.addEventListener("focusout", start);
  if (!toast.classList.contains("is-error")) start();
}

function begin() {
  document.documentElement.classList.add("has-review-script");
  all("[data-keys-bar]").forEach((bar) => (bar.hidden = false));
  all("[data-toast]").forEach(startToast);
  showSwitch();
  count();
  all("[data-splits]").forEach((button) => (button.hidden = false));
  showZoom();
}

function sayFailed() {
  const box = document.createElement("div");
  box.className = "toast-box is-error";
  box.setAttribute("role", "alert");
  box.textContent = root().dataset.failed;
  all(".review-toasts").forEach((place) => place.replaceChildren(box));
}

const before = { message: "", scrolled: 0 };
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt !== root()) return;
  clearTimeout(fetching);
  before.message = current()?.id;
  before.scrolled = root().querySelector(".msgs")?.scrollTop ?? 0;
});
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id === "original") {
    // An answer that comes late belongs to a message that was left already.
    event.detail.shouldSwap &&= event.detail.xhr.responseURL.split("?")[0].endsWith(current()?.dataset.original);
    return;
  }
  if (event.detail.target !== root() || event.detail.xhr.responseText.includes('id="review"')) return;
  // Another page has answered, for instance sign-in: go there instead of tearing this one.
  event.detail.shouldSwap = false;
  location.assign(event.detail.xhr.responseURL || location.href);
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id === "original") {
    showZoom();
    return;
  }
  begin();
  live.textContent = all("[data-toast] span").map((one) => one.textContent).join(" ");
  all(".msgs").forEach((pane) => (pane.scrollTop = before.scrolled));
  if (current()) {
    open(current());
    root().querySelector("[data-correct] textarea")?.focus();
    if (current().id !== before.message) reveal(current());
  } else root()?.querySelector(".empty a")?.focus();
});
["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach((name) =>
  document.addEventListener(name, (event) => {
    if (event.detail.elt === root()) sayFailed();
  }),
);

if (root()) {
  begin();
  root().querySelector("[data-correct] textarea")?.focus();
  if (!location.hash && new URLSearchParams(location.search).has("at") && current()) reveal(current());
}
