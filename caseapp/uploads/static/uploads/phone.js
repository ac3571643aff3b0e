// Progress per file, and going on after a lost connection. Without this script the form sends all files at once.
import { Sending } from "../evidence/sending.js";

const form = document.querySelector("[data-send]");
const say = form.dataset;
const area = document.querySelector("[data-progress]");
const part = (name) => area.querySelector(`[data-${name}]`);
const ENDED = ["kept", "refused", "failed"];
const lines = new Map();

const size = (bytes) => (bytes < 1e6 ? `${(Math.ceil(bytes / 100) / 10).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

// What the network cut off waits for it; it has not failed.
const waitsForNetwork = (entry) => entry.state === "failed" && entry.isCutOff;

function lineOf(entry) {
  if (lines.has(entry)) return lines.get(entry);
  const line = part("line").content.firstElementChild.cloneNode(true);
  const bar = line.querySelector("progress");
  line.querySelector(".name").textContent = entry.file.name;
  line.querySelector(".size").textContent = size(entry.file.size);
  bar.max = entry.file.size || 1;
  bar.setAttribute("aria-label", entry.file.name);
  part("list").append(line);
  lines.set(entry, line);
  return line;
}

function wordsFor(entry) {
  const percent = Math.min(Math.floor((100 * entry.sent) / (entry.file.size || 1)), 100);
  if (waitsForNetwork(entry)) return `${say.offline} ${percent}%`;
  if (entry.state === "sending") return `${say.sending} ${percent}%`;
  if (entry.state === "kept") return say.kept;
  if (entry.state === "waiting") return say.waiting;
  return entry.text === "altered" ? say.altered : entry.text || say.failed;
}

function show(entry) {
  const line = lineOf(entry);
  const bar = line.querySelector("progress");
  const isEnded = ENDED.includes(entry.state) && !waitsForNetwork(entry);
  bar.value = isEnded ? bar.max : entry.sent;
  line.className = entry.state === "kept" ? "is-done" : isEnded ? "is-failed" : "";
  line.querySelector(".state").textContent = wordsFor(entry);
  total();
}

function total() {
  const cut = sending.entries.filter(waitsForNetwork).length;
  const failed = sending.count("failed", "refused") - cut;
  part("sum").textContent = say.sum
    .replace("{total}", sending.entries.length).replace("{done}", sending.count("kept"))
    .replace("{now}", sending.count("sending")).replace("{wait}", sending.count("waiting") + cut).replace("{failed}", failed);
  part("lost").hidden = navigator.onLine && !cut;
  part("again").hidden = !sending.count("failed");
  part("next").hidden = !sending.isOver || !sending.count("kept");
  part("more").hidden = !sending.isOver;
  if (sending.entries.length && sending.count("kept") === sending.entries.length) window.location.assign(say.receipts);
}

const sending = new Sending({
  endpoint: say.arrivals,
  token: "",
  told: () => ({ reference: form.elements.reference.value }),
  changed: show,
});

if (window.tus?.isSupported) {
  form.addEventListener("submit", (event) => {
    const chosen = [...form.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
    if (!chosen.length) return;
    event.preventDefault();
    document.querySelector("[data-title]").textContent = say.heading;
    form.hidden = true;
    area.hidden = false;
    sending.add(chosen.map((file) => ({ file, path: file.name })));
  });
  part("again").addEventListener("click", () => sending.again(() => true));
  for (const name of ["online", "offline"]) window.addEventListener(name, total);
  window.addEventListener("beforeunload", (event) => {
    if (!sending.isOver) event.preventDefault();
  });
}
