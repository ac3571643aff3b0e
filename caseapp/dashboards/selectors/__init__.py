"""Reading figures: one filter feeds page, export, drill-down, charts and command."""

from caseapp.dashboards.selectors.desk import desk_of
from caseapp.dashboards.selectors.figures import FigureFilter, WrongFilter
from caseapp.dashboards.selectors.league import League, LeagueRow, league
from caseapp.dashboards.selectors.lender import lender_page

__all__ = ["FigureFilter", "League", "LeagueRow", "WrongFilter", "desk_of", "league", "lender_page"]
