// Sends files to a door of evidence.arrivals: a few at a time, counted so that it adds up, paused and gone on with at will.
// Pages give words and show what `changed` tells; nothing here knows a page. Needs vendor/tus.min.js (global `tus`).
//
// A file is waiting, sending, paused, kept, refused (the office said no: sending again will not help) or failed (it may
// help). What has arrived stays in the office for a week; the same file chosen again goes on from there.

const AT_ONCE = 3;
const HASHED_UP_TO = 256 * 1024 * 1024;
const DELAYS = [0, 1000, 3000, 5000, 10000, 20000, 30000];
const REMEMBERED = "arrival:";
const HIDDEN = /^(\.|~\$|thumbs\.db$|ehthumbs\.db$|desktop\.ini$|__macosx$)/i;

export const isHidden = (path) => path.split("/").some((part) => HIDDEN.test(part));

// The files of a drop, with those inside folders; each with the path below the folder dropped.
export async function filesDropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return [...transfer.files].map((file) => ({ file, path: file.name }));
  const found = [];
  for (const entry of entries) await walk(entry, found);
  return found;
}

async function walk(entry, found) {
  if (entry.isFile) {
    const file = await new Promise((done) => entry.file(done, () => done(null)));
    if (file) found.push({ file, path: entry.fullPath.replace(/^\//, "") });
    return;
  }
  const reader = entry.createReader();
  // A folder is handed out in portions, the last of them empty.
  for (;;) {
    const some = await new Promise((done) => reader.readEntries(done, () => done([])));
    if (!some.length) return;
    for (const one of some) await walk(one, found);
  }
}

// Remembers under a number that says nothing where an upload goes on: names of files and people stay out of the browser.
const memory = {
  findAllUploads: async () => [],
  findUploadsByFingerprint: async (fingerprint) => {
    const kept = localStorage.getItem(REMEMBERED + fingerprint);
    return kept ? [{ ...JSON.parse(kept), urlStorageKey: REMEMBERED + fingerprint }] : [];
  },
  removeUpload: async (key) => localStorage.removeItem(key),
  addUpload: async (fingerprint, { size, creationTime, uploadUrl }) => {
    localStorage.setItem(REMEMBERED + fingerprint, JSON.stringify({ size, creationTime, uploadUrl, metadata: {} }));
    return REMEMBERED + fingerprint;
  },
};

// FNV-1a, twice: enough to tell files apart, and it works where the browser offers no cryptography (plain http).
function numbered(text) {
  let one = 0x811c9dc5;
  let two = 0x01000193;
  for (const character of text) {
    one = Math.imul(one ^ character.codePointAt(0), 0x01000193) >>> 0;
    two = Math.imul(two ^ (character.codePointAt(0) + 7), 0x85ebca6b) >>> 0;
  }
  return one.toString(36) + two.toString(36);
}

let hashing = Promise.resolve();

// One at a time: a file has to be in memory for this.
function hashOf(file) {
  if (!globalThis.crypto?.subtle || file.size > HASHED_UP_TO) return Promise.resolve("");
  hashing = hashing.then(async () => {
    const bytes = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }).catch(() => "");
  return hashing;
}

export class Sending {
  // token: the form's; told(): what is to be remembered with each file; changed(entry): something to show.
  constructor({ endpoint, token, told, changed }) {
    Object.assign(this, { endpoint, token, told, changed });
    this.entries = [];
    this.isPaused = false;
    window.addEventListener("online", () => this.again((entry) => entry.isCutOff));
  }

  add(files) {
    const told = this.told();
    for (const { file, path } of files) {
      this.entries.push({ file, path, told, state: "waiting", sent: 0, text: "", isCutOff: false });
      this.changed(this.entries.at(-1));
    }
    this.next();
  }

  count(...states) {
    return this.entries.filter((entry) => states.includes(entry.state)).length;
  }

  get isOver() {
    return !this.count("waiting", "sending", "paused");
  }

  pause() {
    this.isPaused = true;
    for (const entry of this.entries) {
      if (entry.state !== "sending" || !entry.upload) continue;
      entry.upload.abort();
      this.set(entry, "paused");
    }
  }

  goOn() {
    this.isPaused = false;
    for (const entry of this.entries) if (entry.state === "paused") this.set(entry, "waiting");
    this.next();
  }

  again(which) {
    for (const entry of this.entries) if (entry.state === "failed" && which(entry)) this.set(entry, "waiting");
    this.next();
  }

  set(entry, state, text = "") {
    Object.assign(entry, { state, text });
    this.changed(entry);
  }

  next() {
    if (this.isPaused) return;
    while (this.count("sending") < AT_ONCE) {
      const entry = this.entries.find((one) => one.state === "waiting");
      if (!entry) return;
      this.set(entry, "sending");
      this.send(entry);
    }
  }

  async send(entry) {
    entry.isCutOff = false;
    entry.sha256 ??= await hashOf(entry.file);
    if (entry.state !== "sending") return;
    if (this.isPaused) return this.set(entry, "paused");
    entry.upload ??= await this.prepare(entry);
    entry.upload.start();
  }

  async prepare(entry) {
    const { file, told, sha256 } = entry;
    const mark = numbered(JSON.stringify([this.endpoint, entry.path, file.size, file.lastModified, told]));
    const upload = new tus.Upload(file, {
      endpoint: this.endpoint,
      headers: { "X-CSRFToken": this.token },
      metadata: { filename: file.name, ...told, ...(sha256 && { sha256 }) },
      fingerprint: async () => mark,
      urlStorage: memory,
      removeFingerprintOnSuccess: true,
      // Bytes do not come with the beginning: were its answer lost, the file would arrive a second time.
      uploadDataDuringCreation: false,
      retryDelays: DELAYS,
      onShouldRetry: (error) => navigator.onLine && this.mayHelp(error),
      onProgress: (sent) => {
        entry.sent = sent;
        this.changed(entry);
      },
      onSuccess: () => this.conclude(entry),
      onError: (error) => this.fail(entry, error),
    });
    const [before] = await upload.findPreviousUploads();
    if (before) upload.resumeFromPreviousUpload(before);
    return upload;
  }

  mayHelp(error) {
    const status = error.originalResponse?.getStatus() ?? 0;
    return !isSignedOut(error.originalResponse?.getUnderlyingObject()) && (status < 400 || status === 409 || status >= 500);
  }

  fail(entry, error) {
    const answer = error.originalResponse;
    const status = answer?.getStatus() ?? 0;
    entry.upload = null;
    entry.isCutOff = !status;
    const isPlain = answer?.getHeader("Content-Type")?.startsWith("text/plain");
    const text = isSignedOut(answer?.getUnderlyingObject()) ? "signed-out" : isPlain ? answer.getBody() : "";
    this.set(entry, status === 413 || status === 403 ? "refused" : "failed", text);
    this.next();
  }

  // All has arrived; what became of it is asked for until there is an answer.
  async conclude(entry) {
    const place = `${entry.upload.url}result/`;
    for (const delay of [...DELAYS, null]) {
      const answer = await fetch(place, { method: "POST", headers: { "X-CSRFToken": this.token } }).catch(() => null);
      if (answer?.ok && answer.headers.get("Content-Type")?.startsWith("application/json")) {
        this.judge(entry, await answer.json());
        return this.next();
      }
      if (delay === null || (answer && answer.status !== 409 && answer.status < 500)) break;
      await new Promise((done) => setTimeout(done, delay + 200));
    }
    entry.isCutOff = !navigator.onLine;
    this.set(entry, "failed");
    this.next();
  }

  judge(entry, told) {
    const isOther = told.state === "kept" && entry.sha256 && told.sha256 !== entry.sha256;
    Object.assign(entry, { address: told.address, sent: entry.file.size });
    this.set(entry, told.state === "kept" && !isOther ? "kept" : "refused", isOther ? "altered" : told.text);
  }
}

// An answer that leads to another page is the sign-in page.
function isSignedOut(request) {
  return Boolean(request?.responseURL) && new URL(request.responseURL).pathname.includes("/sign-in/");
}
