"""Runs the Python client for some people, and lets the test look into it over stdin and stdout."""

import asyncio
import json
import os
import sys
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "examples" / "python"))

from follow import log_in
from taskwire import CallError, Client, board_view, inbox_view, room_view

BOARD, ROOM = "vehicle-sales", "showroom"


class Person:
    def __init__(self, websocket, server, login, task_id):
        async def get_token():
            while True:
                try:
                    return await asyncio.to_thread(log_in, server, login, "taskwire-demo")
                except OSError:
                    await asyncio.sleep(0.2)

        self.login, self.task_id = login, task_id
        self.client = Client(websocket, get_token)
        self.acknowledged = []
        self.is_acting = True
        self.views = []

    async def run(self):
        running = asyncio.create_task(self.client.run())
        user = await self.client.call("users.me")
        self.views = [
            board_view(self.client, BOARD, self.task_id),
            room_view(self.client, BOARD, ROOM),
            inbox_view(self.client, user["id"]),
        ]
        for view in self.views:
            self.client.follow(view)
        await asyncio.gather(running, self.act())

    async def act(self):
        number = 0
        while self.is_acting:
            number += 1
            text = f"{self.login} {number} ภาษาไทย"
            try:
                if number % 4 == 0:
                    data = {"customer": text, "vehicle": "Jazz", "tradeIn": False}
                    await self.client.call(
                        "tasks.create", boardId=BOARD, type="vehicle_sale", title=text, data=data
                    )
                else:
                    await self.client.call("messages.post", boardId=BOARD, roomId=ROOM, text=text)
                self.acknowledged.append(text)
            except CallError as error:
                print(json.dumps({"refused": str(error)}), flush=True)
            await asyncio.sleep(0.2)

    def dump(self):
        records = {}
        for view in self.views:
            for (collection, _), record in view.records.items():
                records.setdefault(collection, []).append(record)
        return {
            "records": records,
            "acknowledged": self.acknowledged,
            "connections": self.client.connections,
        }


def fail(task):
    """Nobody stops before the test does."""
    traceback.print_exception(task.exception() or RuntimeError("A client has ended."))
    os._exit(1)


async def main(websocket, server, task_id, *logins):
    people = [Person(websocket, server, login, task_id) for login in logins]
    for person in people:
        asyncio.create_task(person.run()).add_done_callback(fail)
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        if line.strip() == b"stop":
            for person in people:
                person.is_acting = False
        print(json.dumps({person.login: person.dump() for person in people}), flush=True)


asyncio.run(main(*sys.argv[1:]))
