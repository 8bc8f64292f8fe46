from __future__ import annotations

from django.urls import path

from command.depot import pages, stock_pages

urlpatterns = [
    path("", pages.requests),
    path("requests/<int:request_id>/", pages.one),
    path("requests/<int:request_id>/pick/", pages.picking_list),
    path("stock/", stock_pages.stock),
    path("stock/<int:stock_id>/", stock_pages.item),
]
