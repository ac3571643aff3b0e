"""What people write about clients and contacts is taken as they write it, or refused with the reason."""

from decimal import Decimal
from typing import Any

import pytest

from caseapp.clients.forms import ClientForm, DebtForm

pytestmark = pytest.mark.django_db


def errors_of(form: Any, field: str) -> str:
    form.is_valid()
    return " ".join(form.errors.get(field, []))


@pytest.mark.parametrize(
    "number",
    ["19900000312", "199 0000 0312", "+86 199-0000-0312", "0571-87654321", "(0571) 8765 4321", "400-000-0312", "+852 2345 6789", "１９９００００３１２１"],
)  # fmt: skip
def test_numbers_at_which_a_person_answers(number: str) -> None:
    assert not errors_of(ClientForm({"name": "何小宁", "phone": number}), "phone")


@pytest.mark.parametrize(
    ("number", "words"),
    [("1990000031", "少一位"), ("123", "不像电话号码"), ("10690000771200", "不像电话号码"), ("95188", "不像电话号码"), ("199****0312", "不像电话号码"), ("电话", "不像电话号码")],
)  # fmt: skip
def test_numbers_that_are_none_are_refused_with_the_reason(number: str, words: str) -> None:
    assert words in errors_of(ClientForm({"name": "何小宁", "phone": number}), "phone")


@pytest.mark.parametrize("name", ["何", "阿依古丽·买买提", "John Smith", "隔壁王姨"])
def test_every_name_is_a_name_and_nothing_else_is_required(name: str) -> None:
    assert ClientForm({"name": name}).is_valid()


def test_a_wrong_identity_number_is_kept_and_pointed_out() -> None:
    form = ClientForm({"name": "何小宁", "id_number": "110105194912310021"})
    assert form.is_valid()
    assert form.identity_warning
    assert not ClientForm({"name": "何小宁", "id_number": "11010519491231002X"}).identity_warning


@pytest.mark.parametrize(
    ("text", "amount"),
    [("18600", "18600"), ("18,642.50元", "18642.50"), ("1.86万", "18600.00"), ("￥3 000", "3000"), ("壹万贰仟元整", "12000"), ("两千三", "2300"), ("一万二", "12000"), ("三万五千", "35000"), ("两千零三", "2003"), ("十二万", "120000"), ("-5", None), ("很多", None)],
)  # fmt: skip
def test_amounts_as_people_write_them(text: str, amount: str | None) -> None:
    form = DebtForm({"told_as": "灰雁有借", "amount": text})
    if amount is None:
        assert errors_of(form, "amount")
        return
    assert form.is_valid(), form.errors
    assert form.cleaned_data["amount"] == Decimal(amount)
