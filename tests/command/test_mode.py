"""Demo and duty do not mix."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from dispatch.teams.models import Unit
from realtime.accounts.models import User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def test_the_demo_city_has_405_teams_and_21769_people(settings, data_dir):
    settings.MODE = "demo"
    call_command("seed")
    assert Unit.objects.count() == 405
    totals = dict.fromkeys(("industry", "grassroots", "volunteer"), (0, 0))
    for unit in Unit.objects.all():
        teams, people = totals[unit.category]
        totals[unit.category] = (teams + 1, people + unit.headcount)
    assert totals == {"industry": (251, 14_627), "grassroots": (133, 5_524), "volunteer": (21, 1_618)}
    assert {domain for unit in Unit.objects.all() for domain in unit.domains} == {
        "sea",
        "land",
        "inland_water",
        "mountain",
        "high_rise",
        "air",
    }
    assert len({unit.area[:6] for unit in Unit.objects.all()}) == 11


def test_seeding_twice_changes_nothing(settings, data_dir):
    settings.MODE = "demo"
    call_command("seed")
    before = (Unit.objects.count(), User.objects.count())
    call_command("seed")
    assert (Unit.objects.count(), User.objects.count()) == before


def test_on_duty_there_are_no_demo_people(settings, data_dir):
    settings.MODE = "duty"
    call_command("seed")
    assert not User.objects.exists()
    assert not Unit.objects.exists()


def test_a_demo_database_is_refused_on_duty(settings, data_dir):
    settings.MODE = "demo"
    call_command("seed")
    settings.MODE = "duty"
    with pytest.raises(CommandError, match="演示城市"):
        call_command("seed")


def test_the_simulator_is_refused_on_duty(settings, data_dir):
    settings.MODE = "duty"
    with pytest.raises(CommandError):
        call_command("simulate", "--devices", "1")


def test_the_first_administrator_gets_a_password(capsys, settings, data_dir):
    settings.MODE = "duty"
    call_command("seed")
    call_command("create_administrator", "root1", "赵局")
    username, password = capsys.readouterr().out.split()[-2:]
    assert username == "root1"
    assert User.objects.get(username="root1").check_password(password)
