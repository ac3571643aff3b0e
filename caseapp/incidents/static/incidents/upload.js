// Bringing files in: many at once, a whole folder, dropped or chosen. Without this script the form sends all in one go.
import { filesDropped, isHidden, Sending } from "../evidence/sending.js";

const form = document.querySelector("[data-upload]");
if (form && globalThis.tus?.isSupported) {
  const words = form.dataset;
  const panel = form.querySelector("[data-upload-panel]");
  const list = form.querySelector("[data-upload-list]");
  const whole = panel.querySelector("progress");
  const sum = panel.querySelector("[data-upload-sum]");
  const pause = panel.querySelector("[data-upload-pause]");
  const again = panel.querySelector("[data-upload-again]");
  const offline = panel.querySelector("[data-upload-offline]");
  const chosen = form.querySelector("#id_file");
  const folder = form.querySelector("[data-upload-folder]");
  const lines = new Map();
  let skipped = 0;
  let shownKept = 0;

  const sending = new Sending({
    endpoint: words.upload,
    token: form.querySelector("[name=csrfmiddlewaretoken]").value,
    told: () => Object.fromEntries(["source_key", "source", "holder", "device"].map((name) => [name, form.elements[name].value])),
    changed: (entry) => {
      show(entry);
      total();
    },
  });

  const size = (bytes) => (bytes < 1048576 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`);

  function lineOf(entry) {
    if (lines.has(entry)) return lines.get(entry);
    const line = form.querySelector("[data-upload-line]").content.firstElementChild.cloneNode(true);
    line.querySelector("[data-name]").textContent = entry.path;
    line.querySelector("[data-size]").textContent = size(entry.file.size);
    line.querySelector("progress").max = entry.file.size || 1;
    line.querySelector("progress").setAttribute("aria-label", entry.path);
    list.append(line);
    lines.set(entry, line);
    return line;
  }

  function show(entry) {
    const line = lineOf(entry);
    const bar = line.querySelector("progress");
    const isEnded = ["kept", "refused", "failed"].includes(entry.state);
    bar.value = isEnded ? bar.max : entry.sent;
    bar.className = entry.state === "kept" ? "is-done" : isEnded ? "is-failed" : "";
    const percent = Math.floor((100 * entry.sent) / (entry.file.size || 1));
    const spoken = { "signed-out": words.signedOut, altered: words.altered }[entry.text] ?? entry.text;
    const told = line.querySelector("[data-state]");
    told.textContent = spoken || `${words[entry.state]}${!isEnded && percent ? `（${percent}%）` : ""}`;
    told.className = entry.state === "failed" || entry.state === "refused" ? "meta late" : "meta";
    if (entry.address && !line.querySelector("a")) {
      const link = document.createElement("a");
      link.href = entry.address;
      link.textContent = entry.path;
      line.querySelector("[data-name]").replaceChildren(link);
    }
  }

  function total() {
    const parts = ["kept", "sending", "paused", "waiting", "failed", "refused"].map((state) => [state, sending.count(state)]);
    const told = parts.filter(([state, count]) => count || state === "kept").map(([state, count]) => `${words[state]} ${count}`);
    sum.textContent = `${words.total} ${sending.entries.length} = ${told.join(" + ")}${skipped ? `${words.skipped} ${skipped}` : ""}`;
    panel.hidden = !sending.entries.length && !skipped;
    whole.max = sending.entries.reduce((all, { file }) => all + file.size, 0) || 1;
    whole.value = sending.entries.reduce((all, { sent, state, file }) => all + (state === "kept" ? file.size : sent), 0);
    pause.hidden = sending.isOver;
    pause.textContent = sending.isPaused ? words.goOn : words.pause;
    again.hidden = !sending.count("failed");
    offline.hidden = navigator.onLine || (sending.isOver && !sending.count("failed"));
    if (sending.isOver) refresh();
  }

  // The list beside the form shows what has come.
  function refresh() {
    const kept = sending.count("kept");
    if (kept === shownKept) return;
    shownKept = kept;
    htmx.ajax("GET", words.items, { target: "#items", select: "#items", swap: "outerHTML" });
  }

  function take(files) {
    const wanted = files.filter(({ path }) => !isHidden(path));
    skipped += files.length - wanted.length;
    sending.add(wanted);
    total();
  }

  const ofInput = (input) => [...input.files].map((file) => ({ file, path: file.webkitRelativePath || file.name }));

  form.addEventListener("submit", (event) => {
    if (!chosen.files.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    take(ofInput(chosen));
    chosen.value = "";
  }, true);

  form.querySelector("[data-upload-more]").hidden = false;
  folder.addEventListener("change", () => {
    take(ofInput(folder));
    folder.value = "";
  });
  form.querySelector("[data-upload-choose-folder]").addEventListener("click", () => folder.click());
  pause.addEventListener("click", () => {
    sending.isPaused ? sending.goOn() : sending.pause();
    total();
  });
  again.addEventListener("click", () => sending.again(() => true));
  for (const name of ["online", "offline"]) window.addEventListener(name, total);

  const over = (is) => form.classList.toggle("is-over", is);
  for (const name of ["dragenter", "dragover"]) {
    form.addEventListener(name, (event) => {
      event.preventDefault();
      over(true);
    });
  }
  form.addEventListener("dragleave", () => over(false));
  form.addEventListener("drop", async (event) => {
    event.preventDefault();
    over(false);
    take(await filesDropped(event.dataTransfer));
  });

  window.addEventListener("beforeunload", (event) => {
    if (!sending.isOver) event.preventDefault();
  });
}
