// Follows a job: <section data-progress-url="…" data-words="{done} of {total}"> with a <progress> and
// [data-progress-words], [data-progress-now]. The answer is JSON {done, total, now, state}; once the state is another
// than the one the page was made with (data-state), the page is loaded again.
const EVERY = 1000;
const PATIENT = 5000;

export function start(sections) {
  sections.forEach((section) => setTimeout(follow, EVERY, section));
}

async function follow(section) {
  let wait = document.hidden ? PATIENT : EVERY;
  try {
    const answer = await fetch(section.dataset.progressUrl, { headers: { Accept: "application/json" } });
    if (answer.ok) {
      const job = await answer.json();
      if (job.state !== section.dataset.state) {
        location.reload();
        return;
      }
      show(section, job);
    } else {
      wait = PATIENT;
    }
  } catch {
    wait = PATIENT; // The line is down; the job is not.
  }
  setTimeout(follow, wait, section);
}

function show(section, job) {
  const bar = section.querySelector("progress");
  if (bar && job.total) {
    bar.max = job.total;
    bar.value = job.done;
  }
  say(section, "[data-progress-now]", job.now);
  const words = section.dataset.words;
  if (words) say(section, "[data-progress-words]", words.replace("{done}", job.done).replace("{total}", job.total));
}

function say(section, selector, text) {
  const place = section.querySelector(selector);
  // Only what changed is written, so that a screen reader does not say it every second.
  if (place && text !== undefined && place.textContent !== text) place.textContent = text;
}
