// Drag and drop, and progress per file. Without this script the form sends all files at once.
const form = document.querySelector("[data-upload]");
if (form) {
  const input = form.querySelector("input[type=file]");
  const list = form.querySelector("[data-upload-list]");

  const send = (file) =>
    new Promise((done) => {
      const line = document.createElement("li");
      const bar = document.createElement("progress");
      const words = document.createElement("span");
      bar.max = file.size || 1;
      words.textContent = `${file.name}：${form.dataset.sending}`;
      line.append(words, bar);
      list.append(line);
      const body = new FormData(form);
      body.delete("file");
      body.append("file", file);
      const request = new XMLHttpRequest();
      request.open("POST", form.action);
      request.setRequestHeader("X-Upload", "1");
      request.upload.addEventListener("progress", (event) => (bar.value = event.loaded));
      request.addEventListener("load", () => {
        let text = form.dataset.failed;
        let kept = false;
        try {
          [{ text, is_kept: kept }] = JSON.parse(request.responseText).files;
        } catch {
          kept = false;
        }
        words.textContent = `${file.name}：${text}`;
        bar.className = kept ? "is-done" : "is-failed";
        bar.value = bar.max;
        done(kept);
      });
      request.addEventListener("error", () => {
        words.textContent = `${file.name}：${form.dataset.failed}`;
        bar.className = "is-failed";
        done(false);
      });
      request.send(body);
    });

  async function sendAll(files) {
    const kept = [];
    for (const file of files) kept.push(await send(file));
    if (kept.length && kept.every(Boolean)) window.location.reload();
  }

  form.addEventListener("submit", (event) => {
    if (!input.files.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    sendAll([...input.files]);
  }, true);
  for (const name of ["dragover", "drop"]) form.addEventListener(name, (event) => event.preventDefault());
  form.addEventListener("drop", (event) => sendAll([...event.dataTransfer.files]));
}
