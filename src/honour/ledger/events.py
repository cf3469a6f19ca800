"""What can happen, each with a sentence for people: `source:subject:action`.

`source` is the part of the program that did it. Entries are for ever, so an event is added, never renamed.
"""

from __future__ import annotations

from enum import StrEnum


class Event(StrEnum):
    SCHOOL_CREATED = "workspace:school:created"
    SOURCE_CONNECTED = "workspace:source:connected"
    SOURCE_DISCONNECTED = "workspace:source:disconnected"
    MAP_MADE = "workspace:map:made"
    MAP_DRIFTED = "workspace:map:drifted"
    READ_STARTED = "workspace:read:started"
    READ_FINISHED = "workspace:read:finished"
    SUBJECTS_GATHERED = "people:subjects:gathered"
    SUBJECT_SEARCHED = "people:subject:searched"
    SUBJECT_FOUND = "people:holdings:listed"
    CASE_OPENED = "rights:case:opened"
    CASE_CLOSED = "rights:case:closed"
    CLOCK_SET = "rights:clock:set"
    CLOCK_PAUSED = "rights:clock:paused"
    CLOCK_EXTENDED = "rights:clock:extended"
    PROPOSAL_DRAFTED = "rights:proposal:drafted"
    DECISION_SIGNED = "rights:decision:signed"
    REVIEW_CHECKED = "rights:review:checked"
    PACK_SEALED = "packs:pack:sealed"
    PACK_REFUSED = "packs:pack:refused"
    PACK_VERIFIED = "packs:pack:verified"
    PACK_SENT = "packs:pack:sent"
    HOLD_PLACED = "holds:hold:placed"
    HOLD_LIFTED = "holds:hold:lifted"
    HOLD_STOPPED = "holds:hold:stopped"
    KEY_CREATED = "protection:key:created"
    KEY_DESTROYED = "protection:key:destroyed"
    SLOT_ADDED = "protection:slot:added"
    SLOT_REMOVED = "protection:slot:removed"
    CHECKPOINT_ISSUED = "ledger:checkpoint:issued"
    LEDGER_EXPORTED = "ledger:bundle:exported"
    WRITEBACK_PLANNED = "writeback:plan:made"
    WRITEBACK_INTENDED = "writeback:change:intended"
    WRITEBACK_WRITTEN = "writeback:change:written"
    WRITEBACK_REFUSED = "writeback:change:refused"
    WRITEBACK_VERIFIED = "writeback:change:verified"
    WRITEBACK_CONFIRMED = "writeback:task:confirmed"
    WRITEBACK_CLOSED = "writeback:plan:closed"
    MAP_SEEN = "workspace:map:seen"
    QUESTION_ANSWERED = "workspace:question:answered"
    ANSWER_WITHDRAWN = "workspace:answer:withdrawn"
    PASSWORD_KEPT = "workspace:password:kept"  # noqa: S105 - what happened, no password
    PASSWORD_REMOVED = "workspace:password:removed"  # noqa: S105 - the same


SENTENCES: dict[Event, str] = {
    Event.SCHOOL_CREATED: "The school's workspace was made.",
    Event.SOURCE_CONNECTED: "A place where the school keeps records was connected.",
    Event.SOURCE_DISCONNECTED: "A place where the school keeps records was disconnected.",
    Event.MAP_MADE: "The map of what is held where was made.",
    Event.MAP_DRIFTED: "Something in a source no longer fits the map.",
    Event.READ_STARTED: "Reading of a source began.",
    Event.READ_FINISHED: "Reading of a source finished.",
    Event.SUBJECTS_GATHERED: "The people the school knows were gathered from its sources.",
    Event.SUBJECT_SEARCHED: "Someone looked a person up.",
    Event.SUBJECT_FOUND: "The records about one person were listed.",
    Event.CASE_OPENED: "A case was opened.",
    Event.CASE_CLOSED: "A case was closed.",
    Event.CLOCK_SET: "The dates of a case were computed.",
    Event.CLOCK_PAUSED: "The clock of a case was paused or started again.",
    Event.CLOCK_EXTENDED: "The time to answer was extended.",
    Event.PROPOSAL_DRAFTED: "The program proposed what to release and what to withhold.",
    Event.DECISION_SIGNED: "A named person signed a decision.",
    Event.REVIEW_CHECKED: "The review file of a case was checked.",
    Event.PACK_SEALED: "A pack was sealed.",
    Event.PACK_REFUSED: "A pack was not sealed because something was undecided, stale, on hold or unsafe.",
    Event.PACK_VERIFIED: "A sealed pack was opened again and verified.",
    Event.PACK_SENT: "A pack was sent.",
    Event.HOLD_PLACED: "A hold was placed.",
    Event.HOLD_LIFTED: "A hold was lifted.",
    Event.HOLD_STOPPED: "A hold stopped a use, a share, a change or a disposal.",
    Event.KEY_CREATED: "Keys were created.",
    Event.KEY_DESTROYED: "The keys of a person were destroyed; what was sealed for them is beyond recovery.",
    Event.SLOT_ADDED: "A further way to open the school's keys was added.",
    Event.SLOT_REMOVED: "A way to open the school's keys was removed.",
    Event.CHECKPOINT_ISSUED: "A checkpoint was issued, to be kept elsewhere.",
    Event.LEDGER_EXPORTED: "The ledger was exported for someone to check.",
    Event.WRITEBACK_PLANNED: "Changes to the school's own systems were planned; nothing was changed.",
    Event.WRITEBACK_INTENDED: "Changes to the school's own systems were signed, and are about to be made.",
    Event.WRITEBACK_WRITTEN: "Planned changes were made in one of the school's systems.",
    Event.WRITEBACK_REFUSED: "Planned changes were not made, and nothing was changed.",
    Event.WRITEBACK_VERIFIED: "Changes were read back from the school's systems, and what is left was looked for.",
    Event.WRITEBACK_CONFIRMED: "A person said that a change left to the office was made.",
    Event.WRITEBACK_CLOSED: "A plan of changes was closed: everything in it is done and proved.",
    Event.MAP_SEEN: "Somebody looked at what changed in the sources since the last map.",
    Event.QUESTION_ANSWERED: "Somebody who knows the school said what something in a source means.",
    Event.ANSWER_WITHDRAWN: "An answer about what something in a source means was taken back.",
    Event.PASSWORD_KEPT: "A password that opens locked documents was kept.",
    Event.PASSWORD_REMOVED: "Passwords that open locked documents were forgotten.",
}
