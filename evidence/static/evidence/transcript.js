// Writing down while listening: keys, buttons, the waveform. The page works without it.
document.documentElement.classList.add("has-script");

const CLOCK = /^\s*\[(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)\]/;
const player = document.querySelector("[data-player] audio, [data-player] video");
const text = document.querySelector(".transcript-text");

const two = (number) => String(number).padStart(2, "0");
function clock(seconds) {
  const whole = Math.floor(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${two(minutes)}:${two(rest)}`;
}

// A promise that a quick pause breaks; whether it plays, the player itself shows.
const play = () => player.play().catch(() => {});

function seek(seconds, plays = true) {
  player.currentTime = Math.max(0, seconds);
  if (plays) play();
}

function insertTime() {
  const at = text.selectionStart;
  const begins = at === 0 || text.value[at - 1] === "\n";
  text.focus();
  text.setRangeText(`${begins ? "" : "\n"}[${clock(player.currentTime)}] `, at, text.selectionEnd, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

// The time of the line in which the cursor stands, or of the nearest one above.
function timeHere() {
  const lines = text.value.slice(0, text.selectionStart).split("\n");
  lines[lines.length - 1] = text.value.split("\n")[lines.length - 1];
  for (const line of lines.reverse()) {
    const found = CLOCK.exec(line);
    if (found) return (Number(found[1] ?? 0) * 60 + Number(found[2])) * 60 + Number(found[3]);
  }
  return null;
}

const actions = {
  play: () => (player.paused ? play() : player.pause()),
  back: () => seek(player.currentTime - 5, false),
  time: () => text && insertTime(),
  jump: () => text && timeHere() !== null && seek(timeHere()),
};
const keys = { KeyP: "play", KeyB: "back", KeyT: "time", KeyJ: "jump" };

if (player) {
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || !keys[event.code]) return;
    event.preventDefault();
    actions[keys[event.code]]();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do], [data-seek]");
    if (!button) return;
    if (button.dataset.do) actions[button.dataset.do]();
    else seek(Number(button.dataset.seek));
  });
  const wave = document.querySelector("[data-wave]");
  if (wave) {
    const now = wave.querySelector(".wave-now");
    const width = wave.viewBox.baseVal.width;
    player.addEventListener("timeupdate", () => {
      const at = player.duration ? (player.currentTime / player.duration) * width : 0;
      now.setAttribute("x1", at);
      now.setAttribute("x2", at);
    });
    wave.addEventListener("click", (event) => {
      const box = wave.getBoundingClientRect();
      if (player.duration) seek(((event.clientX - box.left) / box.width) * player.duration, false);
    });
  }
}
