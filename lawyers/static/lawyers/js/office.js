// Keyboard and small comforts that every page shares. Pages work without it.
const typing = (node) => node.closest("input, textarea, select, [contenteditable]");
let before = "";

function moveRow(step) {
  const rows = [...document.querySelectorAll("table[data-rows] tbody tr")].filter((row) => row.querySelector("a"));
  if (!rows.length) return;
  const now = rows.findIndex((row) => row.classList.contains("is-current"));
  const next = rows[Math.min(rows.length - 1, Math.max(0, now + step))];
  rows.forEach((row) => row.classList.toggle("is-current", row === next));
  next.querySelector("a").focus();
}

const actions = {
  "/": () => document.getElementById("find")?.focus(),
  "?": () => document.getElementById("keys")?.showModal(),
  j: () => moveRow(1),
  k: () => moveRow(-1),
};
const places = { d: "home", c: "cases" };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
  if (before === "g" && places[event.key]) {
    const link = document.querySelector(`.topbar nav a[data-place="${places[event.key]}"], .topbar nav a`);
    const wanted = [...document.querySelectorAll(".topbar nav a")][event.key === "d" ? 0 : 1] ?? link;
    before = "";
    wanted?.click();
    return;
  }
  before = event.key;
  const action = actions[event.key];
  if (action) {
    event.preventDefault();
    action();
  }
});

document.querySelector("[data-keys-help]")?.addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("keys").showModal();
});

// The error summary takes the focus, so that nobody has to search for what is wrong.
document.querySelector("[data-error-summary]")?.focus();

// A form is sent once: the button keeps its width and its words.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  form.querySelectorAll("button[type=submit]").forEach((button) => button.setAttribute("aria-busy", "true"));
});
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
