// The intake saves itself a moment after typing. Without this script the buttons do the same.
const form = document.getElementById("intake");
const state = form.querySelector("[data-save-state]");
let waiting;
let running = false;
let again = false;

function showErrors(errors) {
  const texts = new Map(errors.filter((e) => document.getElementById(e.id)?.value).map((e) => [e.id, e.text]));
  form.querySelectorAll("[data-error-for]").forEach((box) => {
    const text = texts.get(box.dataset.errorFor);
    box.hidden = !text;
    box.textContent = text ?? "";
    document.getElementById(box.dataset.errorFor)?.classList.toggle("is-invalid", Boolean(text));
  });
}

function show(told) {
  state.textContent = `${form.dataset.saved} ${told.saved_at}`;
  form.querySelector("[data-number]").textContent = told.number;
  for (const part of ["hints", "roads", "parts"]) document.getElementById(part).innerHTML = told[part];
  for (const [name, note] of Object.entries(told.notes)) {
    const box = form.querySelector(`[data-note-for="${name}"]`);
    if (box) box.textContent = note;
  }
  showErrors(told.errors);
}

// `decision` is what a button says about somebody who may be the same person.
async function save(decision) {
  if (running) {
    again = true;
    return;
  }
  running = true;
  try {
    const body = new FormData(form);
    if (decision) body.set("tell", decision);
    const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Autosave": "1" } });
    if (answer.redirected) {
      window.location.assign(answer.url);
      return;
    }
    if (!answer.ok) throw new Error(answer.status);
    show(await answer.json());
  } catch {
    state.textContent = form.dataset.failed;
    later(5000);
  } finally {
    running = false;
    if (again) {
      again = false;
      later(200);
    }
  }
}

function later(wait) {
  clearTimeout(waiting);
  waiting = setTimeout(() => save(), wait);
}

// Names of lenders and products, offered while one types; company names are no personal data.
const companies = document.getElementById("companies");
let asked = "";

async function offer(text) {
  asked = text;
  const answer = await fetch(`${companies.dataset.suggest}?${new URLSearchParams({ q: text })}`);
  if (!answer.ok || asked !== text) return;
  const { suggestions } = await answer.json();
  companies.replaceChildren(
    ...suggestions.map(({ name, detail }) => {
      const option = document.createElement("option");
      option.value = name;
      option.label = detail ? `${name} · ${detail}` : name;
      return option;
    }),
  );
}

form.addEventListener("input", (event) => {
  const text = event.target.value.trim();
  if (event.target.getAttribute("list") === "companies" && text && text !== asked) offer(text);
});

form.addEventListener("input", () => later(700));
form.addEventListener("change", () => later(300));
form.addEventListener("submit", () => clearTimeout(waiting));

form.addEventListener("click", (event) => {
  const decision = event.target.closest("[name=tell]");
  if (!decision || running) return;
  event.preventDefault();
  clearTimeout(waiting);
  save(decision.value);
});

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-add]");
  if (!button) return;
  event.preventDefault();
  const which = button.dataset.add;
  const total = form.querySelector(`[name="${which}-TOTAL_FORMS"]`);
  const html = document.getElementById(`blank-${which}`).innerHTML.replaceAll("__prefix__", total.value);
  const rows = form.querySelector(`[data-rows="${which}"]`);
  rows.insertAdjacentHTML("beforeend", html);
  total.value = Number(total.value) + 1;
  rows.lastElementChild.querySelector("input")?.focus();
});
