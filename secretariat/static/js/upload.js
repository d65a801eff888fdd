// Sends a chosen file at once, in pieces: <input type="file" data-upload-url="…" data-words="…">. It says how far it
// is, can be held and gone on with, goes on by itself when a broken line is back, and, when the same file is chosen
// again after the page was closed, where it was. Then the list of files (data-files="id of the control") and what
// depends on it ([data-follows]) are taken from the page as it is now; what is being typed stays. Files of which a part
// came before, perhaps from another device, stand in a list of the server's ([data-unfinished]) and go on from there.
const MEGA = 1_000_000;
const SMALLEST = 64 * 1024;
const FIRST = 256 * 1024;
const QUICK = 1500;
const SLOW = 8000;
const PATIENCE = 90; // seconds that are said as seconds
const SILENCE = 60_000; // milliseconds without a byte: the line is dead, whatever it says
// What trying again would not mend.
const LASTING = (status) => (status >= 400 && status < 500 && status !== 429) || status === 507;
const WAITS = [1, 2, 4, 8, 15];
const active = new Set(); // addresses of the files that this page sends

export function start(controls, house) {
  for (const control of controls) {
    control.addEventListener("change", () => {
      for (const one of control.parentElement.querySelectorAll(".sending.failed")) one.remove(); // answered by this choice
      for (const file of control.files) new Sending(control, file, house).go();
      control.value = "";
    });
  }
  offerUnfinished();
  lookAgain(house);
}

class Sending {
  constructor(control, file, house) {
    Object.assign(this, { control, file, house, words: control.dataset, size: FIRST, broken: 0, received: 0 });
    this.key = ["upload", control.dataset.uploadUrl, file.name, file.size, file.lastModified].join(":");
    this.left = takeUp(control, file);
    this.line = sight(control, file);
    this.line.hold.addEventListener("click", () => (this.held ? this.go() : this.hold()));
    this.line.stop.addEventListener("click", () => this.stop());
  }

  // Begins, or goes on; ends when the file is attached, held, or not taken.
  async go() {
    this.held = false;
    this.line.holds(false);
    this.began = performance.now();
    this.from = this.received;
    while (!this.held) {
      try {
        await this.step();
        this.broken = 0;
        if (this.done) return await this.attached();
      } catch (error) {
        if (this.held) return;
        if (error.sentence !== undefined) return this.refused(error);
        await this.pause();
      }
    }
  }

  async step() {
    if (!this.url) return await this.find();
    if (this.received < this.file.size) return await this.piece();
    this.line.say(this.words.checking);
    this.take(await this.ask("POST", this.url));
  }

  // Where the file is: where it was left, or at its beginning.
  async find() {
    const left = this.left ?? memory(this.key);
    this.left = null;
    if (left) {
      const answer = await this.ask("GET", left, null, [404]);
      if (answer) return this.found(answer);
      memory(this.key, null);
    }
    const form = new URLSearchParams({ name: this.file.name, size: this.file.size });
    this.found(await this.ask("POST", this.words.uploadUrl, form));
    memory(this.key, this.url);
  }

  found(answer) {
    this.from = answer.received;
    this.take(answer);
  }

  take({ url, received, piece, done }) {
    Object.assign(this, { url, received, most: piece, done });
    active.add(url);
    this.show(received);
  }

  async piece() {
    const began = performance.now();
    const piece = this.file.slice(this.received, this.received + this.size);
    try {
      this.take(await this.ask("PUT", `${this.url}?at=${this.received}`, piece, [409]));
    } catch (error) {
      this.size = Math.max(SMALLEST, this.size / 2);
      throw error;
    }
    const took = performance.now() - began;
    if (took < QUICK) this.size = Math.min(this.most, this.size * 2);
    if (took > SLOW) this.size = Math.max(SMALLEST, this.size / 2);
  }

  // One request. `fine`: answers of 400 or more that say something too; 404 among them is null.
  ask(method, url, body = null, fine = []) {
    return new Promise((answered, failed) => {
      const request = (this.request = new XMLHttpRequest());
      const dead = () => request.abort();
      let clock = setTimeout(dead, SILENCE);
      request.upload.addEventListener("progress", (event) => {
        clearTimeout(clock);
        clock = setTimeout(dead, SILENCE);
        if (method === "PUT") this.show(this.received + event.loaded);
      });
      request.addEventListener("loadend", () => {
        clearTimeout(clock);
        const { status } = request;
        if (status === 404 && fine.includes(404)) answered(null);
        else if (status && (status < 400 || fine.includes(status))) answered(json(request));
        else failed(LASTING(status) ? { status, sentence: json(request)?.error } : {});
      });
      request.open(method, url);
      request.setRequestHeader("Accept", "application/json");
      request.setRequestHeader("X-CSRFToken", this.control.form.elements.csrf_token?.value ?? "");
      if (body instanceof Blob) request.setRequestHeader("Content-Type", "application/octet-stream");
      request.send(body);
    });
  }

  // After a break: tries again by itself, sooner when the browser says that the line is back.
  async pause() {
    this.line.say(this.words.broken);
    const wait = WAITS[Math.min(this.broken, WAITS.length - 1)];
    this.broken += 1;
    await new Promise((on) => {
      this.wake = on;
      setTimeout(on, wait * 1000);
      addEventListener("online", on, { once: true });
    });
    // What the server has of a piece that broke is the server's to say.
    if (this.url && !this.held) {
      const answer = await this.ask("GET", this.url, null, [404]).catch(() => undefined);
      if (answer) this.take(answer);
      if (answer === null) this.forget();
    }
  }

  hold() {
    this.held = true;
    this.wake?.();
    this.request.abort();
    this.line.holds(true);
    this.line.say(this.words.held.replace("{sent}", megabytes(this.received)).replace("{total}", megabytes(this.file.size)));
  }

  stop() {
    this.held = true;
    this.wake?.();
    this.request.abort();
    if (this.url) this.ask("POST", `${this.url}/stop`).catch(() => {});
    this.forget();
    this.line.remove();
  }

  forget() {
    active.delete(this.url);
    this.url = null;
    this.received = 0;
    memory(this.key, null);
  }

  // Not taken, or not signed in any more: then it waits for a press and goes on.
  refused({ status, sentence }) {
    if (status === 400 || status === 401) {
      this.held = true;
      this.line.holds(true);
      return this.line.say(this.words.signIn);
    }
    const lost = status === 404 && this.url;
    this.forget();
    if (lost) return this.go(); // The house has forgotten it: from the beginning.
    return this.line.fail(sentence ?? this.words.failed);
  }

  async attached() {
    memory(this.key, null);
    const lists = [`[data-files="${this.control.id}"]`, `[data-unfinished="${this.control.id}"]`];
    this.house.replace([...lists, "[data-follows]"], await this.house.fresh());
    offerUnfinished();
    this.line.remove();
    lookAgain(this.house);
  }

  show(sent) {
    this.line.bar.value = (100 * sent) / this.file.size;
    const gone = sent - this.from;
    if (gone <= 0) return;
    const rest = ((performance.now() - this.began) / 1000 / gone) * (this.file.size - sent);
    const { words, seconds, minutes } = this.words;
    const time = rest < PATIENCE ? seconds.replace("{n}", Math.ceil(rest)) : minutes.replace("{n}", Math.ceil(rest / 60));
    this.line.say(words.replace("{sent}", megabytes(sent)).replace("{total}", megabytes(this.file.size)).replace("{time}", time));
  }
}

// Whoever presses 'Resume' chooses the file once more: a page may not read it by itself.
function offerUnfinished() {
  for (const part of document.querySelectorAll("[data-left]")) {
    if (active.has(part.dataset.left)) part.remove();
    const button = part.querySelector("[data-resume]");
    button.hidden = false;
    button.onclick = () => document.getElementById(part.parentElement.dataset.unfinished).click();
  }
}

// Takes a chosen file out of the list of unfinished ones, and returns where the rest of it goes.
function takeUp(control, file) {
  const same = ({ dataset }) => dataset.name === file.name && Number(dataset.size) === file.size;
  const part = [...document.querySelectorAll(`[data-unfinished="${control.id}"] > li`)].find(same);
  part?.remove();
  return part?.dataset.left;
}

// A file that is being made ready to read is looked for again, for a while.
function lookAgain(house, times = 20) {
  if (!times || !document.querySelector("[data-files] [data-waiting]")) return;
  setTimeout(async () => {
    const page = await house.fresh().catch(() => null);
    if (page) house.replace(["[data-files]"], page);
    lookAgain(house, times - 1);
  }, 3000);
}

// The address of an unfinished file, by what the file is; kept for when the page was closed.
function memory(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else if (value) localStorage.setItem(key, value);
    return localStorage.getItem(key);
  } catch {
    return null; // A browser that keeps nothing begins anew.
  }
}

function json(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return null; // A proxy answered with a page of its own.
  }
}

// The line below the control: name, bar, words, hold, stop.
function sight(control, file) {
  const box = document.createElement("div");
  box.className = "sending";
  box.innerHTML = `<label><b></b><progress max="100" value="0"></progress></label>
    <p class="under" role="status"><span></span></p>
    <p class="mb-0"><button class="link me-3" type="button"></button><button class="link" type="button"></button></p>`;
  const [name, bar, words] = ["b", "progress", "span"].map((one) => box.querySelector(one));
  const [hold, stop] = box.querySelectorAll("button");
  name.textContent = file.name;
  stop.textContent = control.dataset.stop;
  control.after(box);
  return {
    bar,
    hold,
    stop,
    say: (text) => (words.textContent = text),
    holds: (held) => (hold.textContent = held ? control.dataset.goOn : control.dataset.hold),
    remove: () => box.remove(),
    fail(text) {
      for (const one of [bar, hold, stop]) one.remove();
      box.classList.add("failed");
      words.className = "wrong";
      words.textContent = text;
    },
  };
}

function megabytes(bytes) {
  return (bytes / MEGA).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
}
