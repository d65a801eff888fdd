"""The handover checklist: ticking a line off, and opening it again."""

from flask import flash, get_template_attribute, redirect, request, url_for
from flask_babel import gettext as _

from secretariat import clock
from secretariat.blueprints.presidency.place import bp, line
from secretariat.models.presidencies import HandoverTask
from secretariat.pages import Answer, action, language, me
from secretariat.rules.actions import Action
from secretariat.workflow import presidencies as workflow


@bp.post("/handover/<int:task_id>")
@action(Action.TICK_HANDOVER, line)
def tick(task: HandoverTask) -> Answer:
    """Tick a line off, or open it again: done=1, done=0."""
    done = request.form.get("done") == "1"
    changed = workflow.tick(task, done=done, by=me(), at=clock.now())
    text = task.text(language())
    sentence = _("“%(line)s” is done.", line=text) if done else _("“%(line)s” is open again.", line=text)
    if changed:
        undo = get_template_attribute("presidency/undo.html", "undo")
        flash(str(undo(sentence, url_for(".tick", task_id=task.id), not done)), "undo")
    else:
        flash(sentence, "done")
    return redirect(url_for(".index", _anchor="handover"))
