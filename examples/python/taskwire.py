"""A small client of taskwire, written from docs/protocol.md. The numbers in comments are its clauses."""

import asyncio
import json
import random
import uuid

import websockets

# 2.4 and 3.9: what fails with one of these may work later.
WORTH_REPEATING = {"rate_limited", "unavailable", "unknown_outcome"}
# 3.6: the collections of the records in answers. Events name theirs in `put`, `drop`, `erase` and `show`.
BOARD = {"board": "boards", "members": "members", "tasks": "tasks", "subtasks": "subtasks"}
ROOM = {"room": "rooms", "members": "room_members", "messages": "messages"}
INBOX = {"notifications": "notifications"}
NUMBERED = {"messages", "comments", "notifications"}
COMMENTS = {"task": "tasks", "comments": "comments"}


class CallError(Exception):
    """The server refused a call. `code` says why (2.4)."""

    def __init__(self, code, message, details=None):
        super().__init__(f"{code}: {message}")
        self.code, self.details = code, details or {}
        self.wait = self.details.get("retryAfterMs", 500) / 1000


class Lost(Exception):
    """The connection has ended."""


class Client:
    """Keeps one connection of one person, reconnects it, and repeats what got no answer."""

    def __init__(self, url, get_token):
        self.url, self.get_token = url, get_token
        self.views, self.connections = {}, 0
        self._socket = self._token = None
        self._ready = asyncio.Event()
        self._answers, self._last_id = {}, 0
        self._in_flight = asyncio.Semaphore(32)

    async def run(self):
        """Connects, and connects again, until the server says that it is no use."""
        attempt = 0
        while True:
            code, reason, was_welcome = await self._connect()
            attempt = 0 if was_welcome else attempt + 1
            wait = random.uniform(0, min(20, 0.5 * 2**attempt))  # 1.11
            if code in (4003, 4401):
                wait += 1 if code == 4401 else 0
                self._token = None
            elif 4400 <= code <= 4499:
                raise ConnectionError(f"The server does not want this client: {code} {reason}")
            elif code == 4000 and reason.startswith("{"):
                wait = json.loads(reason)["retryAfterMs"] / 1000
            await asyncio.sleep(wait)

    async def _connect(self):
        was_welcome, code, reason = False, 1006, ""
        try:
            self._token = self._token or await self.get_token()
            async with websockets.connect(
                self.url, subprotocols=["taskwire.v1"], compression=None, ping_interval=None, max_size=None, close_timeout=1
            ) as self._socket:
                await self._send({"type": "authenticate", "token": self._token})
                while True:
                    frame = await self._next_frame()
                    was_welcome = was_welcome or frame["type"] == "welcome"
                    await self._receive(frame)
        except websockets.ConnectionClosed as error:
            if error.rcvd:
                code, reason = error.rcvd.code, error.rcvd.reason
        except (OSError, EOFError, asyncio.TimeoutError, websockets.InvalidHandshake, Lost):
            pass
        finally:
            self._end_connection()
        return code, reason, was_welcome

    async def _next_frame(self):
        try:
            return json.loads(await asyncio.wait_for(self._socket.recv(), 6))
        except asyncio.TimeoutError:
            await self._send({"type": "ping"})  # 1.9: is the connection dead?
            return json.loads(await asyncio.wait_for(self._socket.recv(), 3.5))

    def _end_connection(self):
        self._ready.clear()
        for view in self.views.values():
            view.stop()
        for answer in self._answers.values():
            answer.done() or answer.set_exception(Lost())
        self._answers.clear()

    async def _receive(self, frame):
        kind = frame["type"]
        if kind == "welcome":
            self.connections += 1
            self._ready.set()
            for view in self.views.values():
                view.start()
        elif kind == "ping":
            await self._send({"type": "pong"})
            for topic, head in frame["heads"].items():
                if topic in self.views:
                    self.views[topic].move(head["to"], head["cursor"])
        elif kind == "refresh":
            self._token = await self.get_token()
            await self._send({"type": "authenticate", "token": self._token})
        elif kind == "result":
            answer = self._answers.pop(frame["id"], None)
            answer and not answer.done() and answer.set_result(frame)
        elif frame.get("topic") in self.views:
            await self.views[frame["topic"]].receive(frame)

    async def _send(self, frame):
        if self._socket is None or not self._socket.open:
            raise Lost()
        await self._socket.send(json.dumps(frame))

    async def call(self, operation, **fields):
        """Calls an operation until there is an answer. A command takes effect once (2.3)."""
        call = {"type": "call", "operation": operation, "input": fields, "key": str(uuid.uuid4())}
        async with self._in_flight:
            while True:
                await self._ready.wait()
                self._last_id += 1
                answer = self._answers[self._last_id] = asyncio.get_running_loop().create_future()
                try:
                    await self._send({**call, "id": self._last_id})
                    result = await answer
                except (Lost, websockets.ConnectionClosed):
                    answer.cancel() or answer.exception()  # Nobody awaits it any more.
                    await asyncio.sleep(0.05)  # until the end of the connection is noticed
                    continue
                if "error" not in result:
                    return result["result"]
                error = CallError(**result["error"])
                if error.code not in WORTH_REPEATING:
                    raise error
                await asyncio.sleep(error.wait)

    def follow(self, view):
        """Keeps a view up to date from now on."""
        self.views[view.topic] = view
        self._ready.is_set() and view.start()


class View:
    """The records of one topic, kept up to date (3)."""

    def __init__(self, client, topic, load, on_event=lambda event: None, watched=None):
        self.client, self.topic, self._load = client, topic, load
        self._on_event, self._watched = on_event, watched
        self.cursor, self.number, self.is_gone, self._task = None, 0, False, None
        self._clear()

    def start(self, reload=False, wait=0):
        """Loads the state if there is none, then subscribes."""
        self.stop()
        if reload:
            self.cursor, self.is_gone = None, False
        if not self.is_gone:
            self._task = asyncio.create_task(self._begin(wait))

    def stop(self):
        if self._task:
            self._task.cancel()

    async def _begin(self, wait):
        await asyncio.sleep(wait)
        try:
            if self.cursor is None:
                cursor, pages = await self._load()
                self._clear()
                for collections, answer in pages:
                    for field, collection in collections.items():
                        for record in as_list(answer.get(field)):
                            self._take(collection, record)
                self.cursor = cursor
            await self.client._send({"type": "subscribe", "topic": self.topic, "after": self.cursor})
        except CallError:
            self._clear()
            self.cursor, self.is_gone = None, True
        except (Lost, websockets.ConnectionClosed):
            pass  # The next connection begins again.

    async def receive(self, frame):
        kind = frame["type"]
        if kind == "subscribed":
            self.number = frame["number"]
        elif kind == "events":
            await self._receive_events(frame)
        elif kind == "reload":
            self.start(reload=True)
        elif kind == "unsubscribed" and "error" in frame:
            error = CallError(**frame["error"])  # 3.9; 3.10: they may have been added again.
            self.start(reload=error.code not in WORTH_REPEATING, wait=error.wait)
        elif kind == "revoked" and frame["reason"] != "role":
            self._clear()

    async def _receive_events(self, frame):
        if frame["to"] <= self.number or self.cursor is None:
            return
        if frame["from"] > self.number + 1:
            return await self._begin_again()  # 3.3: an event is missing.
        was_known = self._watched in self.records
        for event in frame["events"]:
            self._apply(event)
        self.move(frame["to"], frame["cursor"])
        if self._watched in self.records and not was_known:
            await self._begin_again(reload=True)

    async def _begin_again(self, **options):
        await self.client._send({"type": "unsubscribe", "topic": self.topic})
        self.start(**options)

    def move(self, number, cursor):
        if number > self.number and self.cursor is not None:
            self.number, self.cursor = number, cursor

    def _apply(self, event):
        if event["type"] == "hidden":
            return self._forget(event["subject"])
        number = event["number"]
        for how in ("put", "show", "drop", "erase"):
            for field, collection in event.get(how, {}).items():
                for record in as_list(event["data"].get(field)):
                    version = record["version"] if how == "show" else number
                    extra = {"number": number} if collection in NUMBERED else {}  # 3.5
                    record = {**extra, **record, "version": version}
                    self._take(collection, record, is_gone=how in ("drop", "erase"))
        self._on_event(event)

    def _take(self, collection, record, is_gone=False):
        key = (collection, record["id"])
        if record["version"] <= self._versions.get(key, -1):
            return
        self._versions[key], self.records[key] = record["version"], record
        if is_gone:
            del self.records[key]

    def _forget(self, subject):
        """3.7: forgets a task with its subtasks and comments. It may come back with the same versions."""
        for key, record in list(self.records.items()):
            if record["id"] == subject or record.get("taskId") == subject:
                del self.records[key], self._versions[key]

    def _clear(self):
        self.records, self._versions = {}, {}


def as_list(value):
    return [] if value is None else value if isinstance(value, list) else [value]


def board_view(client, board_id, task_with_comments=None, **options):
    """Everything of a board that the person may see, and the comments on one task."""

    async def load():
        where = {"boardId": board_id}
        cursor, pages = await load_all(client, "boards.open", "tasks.list", BOARD, where)
        if task_with_comments:
            try:
                where["taskId"] = task_with_comments
                pages += (await load_all(client, "comments.list", "comments.list", COMMENTS, where, "before"))[1]
            except CallError:
                pass  # The person may not see the task.
        return cursor, pages

    # 3.7: a task that becomes visible comes with its subtasks, but without its comments.
    return View(client, f"board:{board_id}", load, watched=("tasks", task_with_comments), **options)


def room_view(client, board_id, room_id, **options):
    """A room with all of its messages."""
    where = {"boardId": board_id, "roomId": room_id}
    load = lambda: load_all(client, "rooms.open", "rooms.history", ROOM, where, "before")
    return View(client, f"room:{room_id}", load, **options)


def inbox_view(client, user_id, **options):
    """All notifications of the person."""
    load = lambda: load_all(client, "inbox.open", "inbox.list", INBOX, {})
    return View(client, f"user:{user_id}", load, **options)


async def load_all(client, opening, listing, collections, where, field="after"):
    """Opens something, then loads what did not fit into the first answer (2.9)."""
    answer = first = await client.call(opening, **where)
    pages = [first]
    while answer.get("more"):
        answer = await client.call(opening, **where, after=answer["more"])
        pages.append(answer)
    position = first["next"]
    while position is not None:
        answer = await client.call(listing, **where, **{field: position})
        pages.append(answer)
        position = answer["next"]
    return first["cursor"], [(collections, page) for page in pages]
