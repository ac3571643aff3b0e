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

async function save() {
  if (running) {
    again = true;
    return;
  }
  running = true;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" } });
    if (answer.redirected) {
      window.location.assign(answer.url);
      return;
    }
    if (!answer.ok) throw new Error(answer.status);
    const told = await answer.json();
    state.textContent = `${form.dataset.saved} ${told.saved_at}`;
    form.querySelector("[data-number]").textContent = told.number;
    document.getElementById("hints").innerHTML = told.hints;
    showErrors(told.errors);
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
  waiting = setTimeout(save, wait);
}

form.addEventListener("input", () => later(700));
form.addEventListener("change", () => later(300));
form.addEventListener("submit", () => clearTimeout(waiting));

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
