"""The quiz on a page without a kernel: options that explain themselves when they are opened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from helpers.display import Shown, cell
from helpers.teaching.content import CLASSIFY, NUMBER, ORDER, Question
from helpers.teaching.questions.grading import RIGHT, WRONG

HINT = "Decide first, then open a line to see what is to say about it."
Opened = tuple[str, str]  # what stands there, and what opens under it


def as_page(questions: Sequence[Question]) -> Shown:
    """Write all questions for a page without a kernel. No learner's answer is on it."""
    html, text = [f"<p><em>{HINT}</em></p>"], [HINT]
    for number, question in enumerate(questions, start=1):
        lead = _lead(question)
        head = f"Question {number} of {len(questions)}"
        opened = list(_opened(question))
        listed = "".join(f"<li>{escape(item)}</li>" for item in _items(question))
        html.append(
            f"<p><strong>{head}.</strong> {escape(question.text)}{escape(lead)}</p>"
            f"{f'<ul>{listed}</ul>' if listed else ''}"
            + "".join(
                f"<details><summary>{escape(summary)}</summary><p>{escape(words)}</p></details>"
                for summary, words in opened
            )
        )
        text.append(f"\n{head}. {question.text}{lead}")
        text += [f"- {item}" for item in _items(question)]
        text += [f"- {summary}\n    {words}" for summary, words in opened]
    return Shown("".join(html), "\n".join(text))


def _lead(question: Question) -> str:
    return f" Groups: {', '.join(question.groups)}." if question.kind == CLASSIFY else ""


def _items(question: Question) -> list[str]:
    """List what stands openly under the question."""
    if question.kind != ORDER:
        return []
    return [question.options[place].text for place in question.shown]


def _opened(question: Question) -> Iterable[Opened]:
    if question.kind == NUMBER:
        answer = f"{cell(question.answer)} {question.unit}".strip()
        yield "Show the answer", f"{answer}. {question.right}"
    elif question.kind == ORDER:
        steps = "; ".join(f"{n}. {o.text}" for n, o in enumerate(question.options, start=1))
        yield "Show the right order", f"{steps}. {question.right}"
    elif question.kind == CLASSIFY:
        for option in question.options:
            yield option.text, f"{option.group}. {option.feedback}"
    else:
        for option in question.options:
            sign, word = (RIGHT, "Right.") if option.right else (WRONG, "Not right.")
            yield option.text, f"{sign} {word} {option.feedback}"
