from django.apps import AppConfig


class StoreConfig(AppConfig):
    name = "muniment.store"
    label = "store"
