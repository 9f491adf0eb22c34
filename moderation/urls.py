"""Paths of moderation."""

from django.urls import path

from moderation.api import reports

urlpatterns = [
    path("api/v1/reports", reports.ReportsEndpoint.as_view()),
]
