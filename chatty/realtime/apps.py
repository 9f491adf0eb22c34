"""Realtime has no tables; it is an app so that its checks and tests are found."""

from django.apps import AppConfig


class RealtimeConfig(AppConfig):
    name = "chatty.realtime"
    label = "realtime"
