// Keyboard for the review. Without it the check boxes and buttons do the same.
const form = document.querySelector("[data-review]");
if (form) {
  const messages = [...form.querySelectorAll("[data-message]")];
  const boxes = messages.map((message) => message.querySelector("input[name=message]"));
  const all = form.querySelector("[data-check-all]");
  const count = form.querySelector("[data-chosen-count]");
  let current = 0;

  const tell = () => {
    count.textContent = boxes.filter((box) => box.checked).length;
    all.checked = boxes.every((box) => box.checked);
  };
  const open = (index) => {
    current = Math.max(0, Math.min(messages.length - 1, index));
    messages.forEach((message, i) => message.classList.toggle("is-open", i === current));
    messages[current].focus({ preventScroll: true });
    messages[current].scrollIntoView({ block: "nearest" });
  };
  all.addEventListener("change", () => {
    boxes.forEach((box) => (box.checked = all.checked));
    tell();
  });
  form.addEventListener("change", tell);
  const keys = {
    j: () => open(current + 1),
    k: () => open(current - 1),
    " ": () => {
      boxes[current].checked = !boxes[current].checked;
      tell();
    },
    x: () => {
      boxes[current].checked = false;
      tell();
      open(current + 1);
    },
    Enter: () => form.querySelector("button[value=accept]").click(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("select, textarea, button, a, input:not([type=checkbox])")) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act();
  }, true);
}
