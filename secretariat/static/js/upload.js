// Sends a chosen file at once and says how far it is: <input type="file" data-upload-url="…" data-words="…">.
// Posts `file` under the control's own name with the form's csrf_token. Then the list of files (data-files="id of the
// control") and what depends on it ([data-follows]) are taken from the page as it is now; what is being typed stays.
const MEGA = 1_000_000;
const PATIENCE = 90;

export function start(controls, house) {
  for (const control of controls) {
    control.addEventListener("change", () => control.files.length && send(control, house));
  }
}

function send(control, house) {
  const line = sight(control);
  const request = new XMLHttpRequest();
  const began = performance.now();
  request.upload.addEventListener("progress", (event) => show(line, control, event, began));
  request.upload.addEventListener("load", () => line.say(control.dataset.checking));
  request.addEventListener("load", () => arrived(control, line, request, house));
  request.addEventListener("error", () => line.stop(control.dataset.failed));
  request.addEventListener("abort", () => line.remove());
  line.onstop = () => request.abort();
  request.open("POST", control.dataset.uploadUrl);
  request.setRequestHeader("Accept", "application/json");
  request.send(body(control));
}

function body(control) {
  const data = new FormData();
  data.append("csrf_token", control.form.elements.csrf_token?.value ?? "");
  for (const file of control.files) data.append(control.name, file);
  return data;
}

async function arrived(control, line, request, house) {
  control.value = "";
  if (request.status >= 400) {
    line.stop(sentence(request) ?? control.dataset.failed);
    return;
  }
  house.replace([`[data-files="${control.id}"]`, "[data-follows]"], await house.fresh());
  line.remove();
}

function sentence(request) {
  try {
    const answer = JSON.parse(request.responseText);
    return answer.error ?? answer.sentence;
  } catch {
    return null; // A proxy answered with a page of its own.
  }
}

// The line below the control: name, bar, words, stop.
function sight(control) {
  document.getElementById(`${control.id}-sending`)?.remove();
  const box = document.createElement("div");
  box.id = `${control.id}-sending`;
  box.className = "sending";
  box.innerHTML = `<label><b></b><progress max="100" value="0"></progress></label>
    <p class="under" role="status"><span></span> <button class="link" type="button"></button></p>`;
  const [name, words, stop] = ["b", "span", "button"].map((one) => box.querySelector(one));
  name.textContent = [...control.files].map((one) => one.name).join(", ");
  stop.textContent = control.dataset.stop;
  const line = { bar: box.querySelector("progress"), say: (text) => (words.textContent = text), remove: () => box.remove() };
  line.stop = (text) => {
    line.bar.remove();
    stop.remove();
    words.className = "wrong";
    line.say(text);
  };
  stop.addEventListener("click", () => line.onstop());
  control.after(box);
  return line;
}

function show(line, control, event, began) {
  if (!event.loaded) return;
  line.bar.value = (100 * event.loaded) / event.total;
  const rest = ((performance.now() - began) / 1000 / event.loaded) * (event.total - event.loaded);
  const { words, seconds, minutes } = control.dataset;
  const time = rest < PATIENCE ? seconds.replace("{n}", Math.ceil(rest)) : minutes.replace("{n}", Math.ceil(rest / 60));
  line.say(words.replace("{sent}", megabytes(event.loaded)).replace("{total}", megabytes(event.total)).replace("{time}", time));
}

function megabytes(bytes) {
  return (bytes / MEGA).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
}
