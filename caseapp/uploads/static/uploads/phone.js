// Progress per file, and going on after a lost connection. Without this script the form sends all files at once.
const form = document.querySelector("[data-send]");
const say = form.dataset;
const area = document.querySelector("[data-progress]");
const list = area.querySelector("[data-list]");
const line = area.querySelector("[data-line]");
const lost = area.querySelector("[data-lost]");
const RETRY_MS = [1000, 3000, 5000, 10000, 20000];
const PIECE_BYTES = 4 * 1024 * 1024;
const files = [];
let isRunning = false;

const size = (bytes) => (bytes < 1e6 ? `${Math.max(bytes / 1000, 0.1).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const online = () =>
  navigator.onLine ? Promise.resolve() : new Promise((done) => window.addEventListener("online", done, { once: true }));

function row(file) {
  const item = document.createElement("li");
  item.innerHTML = '<span class="line"><span class="name"></span><span class="size"></span></span><progress></progress><span class="state"></span>';
  item.querySelector(".name").textContent = file.name;
  item.querySelector(".size").textContent = size(file.size);
  const bar = item.querySelector("progress");
  bar.max = file.size || 1;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  list.append(item);
  return { file, item, bar, state: "wait", words: item.querySelector(".state") };
}

function show(entry, state, words) {
  entry.state = state;
  entry.words.textContent = words;
  entry.item.className = state === "done" ? "is-done" : state === "failed" ? "is-failed" : "";
  if (state === "done" || state === "failed") entry.bar.value = entry.bar.max;
  const count = (wanted) => files.filter((one) => one.state === wanted).length;
  line.textContent = say.sum
    .replace("{total}", files.length).replace("{done}", count("done")).replace("{now}", count("now"))
    .replace("{wait}", count("wait")).replace("{failed}", count("failed"));
}

function post(entry) {
  return new Promise((done, fail) => {
    const body = new FormData();
    body.append("reference", form.elements.reference.value);
    body.append("file", entry.file);
    const request = new XMLHttpRequest();
    request.open("POST", window.location.href);
    request.setRequestHeader("X-Upload", "1");
    request.upload.addEventListener("progress", (event) => moved(entry, event.loaded));
    request.addEventListener("load", () => {
      if (request.status === 429 || request.status >= 500) fail(new Error("later"));
      else
        try {
          done(JSON.parse(request.responseText).files[0]);
        } catch {
          done({ is_kept: false, text: say.failed });
        }
    });
    request.addEventListener("error", () => fail(new Error("lost")));
    request.addEventListener("abort", () => fail(new Error("lost")));
    request.send(body);
  });
}

function moved(entry, bytes) {
  entry.bar.value = Math.min(bytes, entry.bar.max);
  if (entry.state === "now") entry.words.textContent = `${say.sending} ${Math.min(Math.round((bytes / entry.bar.max) * 100), 100)}%`;
}

// In pieces (tus): what has arrived stays when the connection breaks off, also when the page was closed meanwhile.
async function inPieces(entry) {
  const url = await new Promise((done, fail) => {
    const upload = new window.tus.Upload(entry.file, {
      endpoint: say.arrivals,
      chunkSize: PIECE_BYTES,
      retryDelays: [500, 1500],
      metadata: { filename: entry.file.name, reference: form.elements.reference.value },
      removeFingerprintOnSuccess: true,
      onProgress: (sent) => moved(entry, sent),
      onSuccess: () => done(upload.url),
      onError: (error) => {
        const answer = error.originalResponse;
        const status = answer?.getStatus() ?? 0;
        if (status >= 400 && status < 500 && ![404, 409, 410, 423, 429, 460].includes(status)) fail(new Refused(answer.getBody()));
        else fail(error);
      },
    });
    upload.findPreviousUploads().then((earlier) => {
      if (earlier.length) upload.resumeFromPreviousUpload(earlier[0]);
      upload.start();
    });
  });
  const answer = await fetch(`${url}result/`, { method: "POST" });
  if (!answer.ok) throw new Error("later");
  const told = await answer.json();
  return { is_kept: told.state === "kept", text: told.text };
}

class Refused extends Error {}

async function once(entry) {
  if (!window.tus?.isSupported || !entry.file.size) return post(entry);
  try {
    return await inPieces(entry);
  } catch (error) {
    if (error instanceof Refused) return { is_kept: false, text: isShort(error.message) ? error.message : say.failed };
    throw error;
  }
}

// A refusal is one plain sentence; a page of a proxy in between is not.
const isShort = (text) => text && text.length < 200 && !text.includes("<");

async function send(entry) {
  for (let tries = 0; tries <= RETRY_MS.length; ) {
    show(entry, "now", say.sending);
    try {
      const told = await once(entry);
      show(entry, told.is_kept ? "done" : "failed", told.is_kept ? say.done : told.text);
      return;
    } catch {
      entry.words.textContent = say.offline;
      lost.hidden = false;
      if (navigator.onLine) {
        await pause(RETRY_MS[Math.min(tries, RETRY_MS.length - 1)]);
        tries += 1;
      }
      await online();
      lost.hidden = true;
    }
  }
  show(entry, "failed", say.failed);
  offerAgain(entry);
}

function offerAgain(entry) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "other-button";
  button.textContent = say.again;
  button.addEventListener("click", () => {
    button.remove();
    show(entry, "wait", say.waiting);
    run();
  });
  entry.item.append(button);
}

async function run() {
  if (isRunning) return;
  isRunning = true;
  for (let next; (next = files.find((one) => one.state === "wait")); ) await send(next);
  isRunning = false;
  area.querySelector("[data-next]").hidden = !files.some((one) => one.state === "done");
  area.querySelector("[data-more]").hidden = false;
  if (files.every((one) => one.state === "done")) window.location.assign(say.receipts);
}

form.addEventListener("submit", (event) => {
  const chosen = [...form.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
  if (!chosen.length) return;
  event.preventDefault();
  let left = Number(say.left);
  for (const file of chosen) {
    const entry = row(file);
    files.push(entry);
    left -= file.size;
    if (left < 0) show(entry, "failed", say.toobig);
    else show(entry, "wait", say.waiting);
  }
  document.querySelector("[data-title]").textContent = say.heading;
  form.hidden = true;
  area.hidden = false;
  run();
});

window.addEventListener("beforeunload", (event) => {
  if (isRunning) event.preventDefault();
});
window.addEventListener("offline", () => (lost.hidden = !isRunning));
