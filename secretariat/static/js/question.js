// Shows of a question's form what belongs to the chosen kind of answer: <select name="kind">, and parts with
// data-for-kinds="choice choices". Without this module all parts are there, and those of other kinds are not read.
export function start([select]) {
  const show = () => {
    for (const part of select.form.querySelectorAll("[data-for-kinds]")) {
      part.hidden = !part.dataset.forKinds.split(" ").includes(select.value);
    }
  };
  select.addEventListener("change", show);
  show();
}
