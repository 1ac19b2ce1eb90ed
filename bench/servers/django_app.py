"""
Django with Channels and daphne, used as their documentation shows: function views, the ORM, one
transaction per request, consumers in groups. It does the same work as the hand-written server.

Called as `python3 django_app.py PORT DATABASE PEOPLE BOARD`. Prints "ready" when it listens.
"""

import json
import re
import sys
import uuid
from datetime import datetime, timezone

import django
from django.conf import settings

port, database, people, board = sys.argv[1:5]
settings.configure(
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["channels"],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": database,
            "OPTIONS": {"timeout": 60},
        }
    },
    # With the default capacity of 100, messages get lost under load.
    CHANNEL_LAYERS={
        "default": {
            "BACKEND": "channels.layers.InMemoryChannelLayer",
            "CONFIG": {"capacity": 1_000_000},
        }
    },
)
django.setup()

from asgiref.sync import async_to_sync  # noqa: E402
from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402
from channels.layers import get_channel_layer  # noqa: E402
from channels.routing import ProtocolTypeRouter  # noqa: E402
from daphne.server import Server  # noqa: E402
from django.core.asgi import get_asgi_application  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.db.backends.signals import connection_created  # noqa: E402
from django.forms.models import model_to_dict  # noqa: E402
from django.http import JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402


def durable(connection, **_):
    connection.cursor().execute("PRAGMA journal_mode = WAL")
    connection.cursor().execute("PRAGMA synchronous = FULL")


connection_created.connect(durable)


class Member(models.Model):
    user = models.CharField(primary_key=True, max_length=64)
    role = models.CharField(max_length=16)

    class Meta:
        app_label = "bench"


class Topic(models.Model):
    head = models.IntegerField(default=0)

    class Meta:
        app_label = "bench"


class Task(models.Model):
    id = models.CharField(primary_key=True, max_length=36)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=16, default="pending")
    requester = models.CharField(max_length=64)
    decided_by = models.CharField(max_length=64, null=True)
    done = models.IntegerField(default=0)
    created = models.CharField(max_length=32)
    updated = models.CharField(max_length=32)

    class Meta:
        app_label = "bench"


class Subtask(models.Model):
    id = models.CharField(primary_key=True, max_length=36)
    task = models.CharField(max_length=36, db_index=True)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=16, default="open")
    assignee = models.CharField(max_length=64)
    updated = models.CharField(max_length=32)

    class Meta:
        app_label = "bench"


class Event(models.Model):
    number = models.IntegerField(primary_key=True)
    type = models.CharField(max_length=32)
    subject = models.CharField(max_length=36)
    actor = models.CharField(max_length=64)
    at = models.CharField(max_length=32)
    data = models.TextField()

    class Meta:
        app_label = "bench"


class Key(models.Model):
    actor = models.CharField(max_length=64)
    key = models.CharField(max_length=128)
    result = models.TextField()

    class Meta:
        app_label = "bench"
        unique_together = [("actor", "key")]


class Notification(models.Model):
    id = models.CharField(primary_key=True, max_length=36)
    user = models.CharField(max_length=64)
    reason = models.CharField(max_length=32)
    about = models.CharField(max_length=36, db_index=True)
    board_name = models.CharField(max_length=64, default="Bench")
    actor = models.CharField(max_length=64)
    actor_name = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    excerpt = models.CharField(max_length=200)
    state = models.CharField(max_length=16, default="open")
    created = models.CharField(max_length=32)
    updated = models.CharField(max_length=32)

    class Meta:
        app_label = "bench"
        indexes = [models.Index(fields=["user", "state"], name="notifications_user")]


class Refused(Exception):
    pass


def told(one):
    unread = Notification.objects.filter(user=one.user, state="open").count()
    return (one.user, {"topic": f"user:{one.user}", "notification": model_to_dict(one), "unread": unread})


def tell(user, reason, task, actor, at):
    one = Notification.objects.create(
        id=str(uuid.uuid4()), user=user, reason=reason, about=task.id, actor=actor,
        actor_name=f"Person {actor}", title=task.title, excerpt=task.title, created=at, updated=at,
    )
    return told(one)


def resolve(about, reason, at):
    rows = list(Notification.objects.filter(about=about, reason=reason, state="open"))
    Notification.objects.filter(id__in=[one.id for one in rows]).update(state="resolved", updated=at)
    for one in rows:
        one.state = "resolved"
    return [told(one) for one in rows]


def action(run):
    def view(request, **ids):
        actor = request.headers["Authorization"][len("Bearer "):]
        key = request.headers["Idempotency-Key"]
        body = json.loads(request.body or b"{}")
        if not re.fullmatch(r"[\x21-\x7e]{8,128}", key) or not isinstance(body, dict):
            return JsonResponse({"error": "invalid"}, status=400)
        at = datetime.now(timezone.utc).isoformat()
        try:
            with transaction.atomic():
                # The first statement writes, so that transactions wait for each other.
                Topic.objects.filter(pk=1).update(head=models.F("head"))
                if not Member.objects.filter(user=actor, role="ADMIN").exists():
                    return JsonResponse({"error": "Members only"}, status=403)
                first = Key.objects.filter(actor=actor, key=key).first()
                if first:
                    return JsonResponse(json.loads(first.result))
                result, events, messages = run(actor, at, body, **ids)
                head = Topic.objects.get(pk=1).head
                Topic.objects.filter(pk=1).update(head=head + len(events))
                rows = [
                    Event(number=head + i + 1, type=type, subject=subject, actor=actor, at=at, data=json.dumps(data))
                    for i, (type, subject, data) in enumerate(events)
                ]
                Event.objects.bulk_create(rows)
                Key.objects.create(actor=actor, key=key, result=json.dumps(result))
        except Refused as error:
            return JsonResponse({"error": str(error)}, status=409)
        send = async_to_sync(send_all)
        send(
            [("board", {"topic": "board:bench", **model_to_dict(row)}) for row in rows]
            + [(f"user.{user}", message) for user, message in messages]
        )
        return JsonResponse(result)

    view.csrf_exempt = True
    return view


async def send_all(messages):
    layer = get_channel_layer()
    for group, message in messages:
        await layer.group_send(group, {"type": "tell", "text": json.dumps(message, separators=(",", ":"))})


@action
def create(actor, at, body):
    if not isinstance(body.get("title"), str) or not 1 <= len(body["title"].strip()) <= 200:
        raise Refused("title")
    task = Task.objects.create(id=str(uuid.uuid4()), title=body["title"], requester=actor, created=at, updated=at)
    others = Member.objects.exclude(user=actor).values_list("user", flat=True)
    data = {"task": model_to_dict(task)}
    messages = [tell(user, "approval.requested", task, actor, at) for user in others]
    return {**data, "subtasks": []}, [("task.created", task.id, data)], messages


@action
def approve(actor, at, body, task_id):
    task = Task.objects.get(pk=task_id)
    if task.requester == actor or task.state != "pending":
        raise Refused("Not your own, or decided already")
    task.state, task.decided_by, task.updated = "approved", actor, at
    task.save()
    titles = ["Verify customer data", "Register the vehicle", "Hand over the keys"]
    subtasks = Subtask.objects.bulk_create(
        Subtask(id=str(uuid.uuid4()), task=task.id, title=title, assignee=task.requester, updated=at)
        for title in titles
    )
    data = {"task": model_to_dict(task)}
    events = [("task.approved", task.id, data)]
    events += [("subtask.created", one.id, {"subtask": model_to_dict(one)}) for one in subtasks]
    messages = resolve(task.id, "approval.requested", at)
    messages += [tell(task.requester, reason, task, actor, at) for reason in ("requester", "assigned")]
    return {**data, "subtasks": [model_to_dict(one) for one in subtasks]}, events, messages


@action
def complete(actor, at, body, subtask_id):
    subtask = Subtask.objects.get(pk=subtask_id)
    if subtask.state != "open":
        raise Refused("It is done already")
    subtask.state, subtask.updated = "done", at
    subtask.save()
    task = Task.objects.get(pk=subtask.task)
    states = list(Subtask.objects.filter(task=task.id).values_list("state", flat=True))
    task.done, task.updated = states.count("done"), at
    task.state = "completed" if task.done == len(states) else "approved"
    task.save()
    data = {"subtask": model_to_dict(subtask), "task": model_to_dict(task)}
    events = [("subtask.completed", subtask.id, data)]
    messages = []
    if task.state == "completed":
        events.append(("task.completed", task.id, {"task": data["task"]}))
        messages = resolve(task.id, "assigned", at)
        messages.append(tell(task.decided_by, "decider", task, actor, at))
    return data, events, messages


class Watcher(AsyncWebsocketConsumer):
    async def connect(self):
        user = self.scope["query_string"].decode()[len("user="):]
        self.joined = ["board", f"user.{user}"]
        for group in self.joined:
            await self.channel_layer.group_add(group, self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        for group in self.joined:
            await self.channel_layer.group_discard(group, self.channel_name)

    async def tell(self, message):
        await self.send(text_data=message["text"])


urlpatterns = [
    path("tasks", create),
    path("tasks/<str:task_id>/approve", approve),
    path("subtasks/<str:subtask_id>/complete", complete),
]

with connection.schema_editor() as editor:
    for model in (Member, Topic, Task, Subtask, Event, Key, Notification):
        editor.create_model(model)
Topic.objects.create(pk=1)
Member.objects.bulk_create(Member(user=f"{board}{i}", role="ADMIN") for i in range(int(people)))
connection.close()

application = ProtocolTypeRouter(
    {"http": get_asgi_application(), "websocket": Watcher.as_asgi()}
)
Server(
    application,
    endpoints=[f"tcp:port={port}:interface=127.0.0.1"],
    ready_callable=lambda: print("ready", flush=True),
).run()
