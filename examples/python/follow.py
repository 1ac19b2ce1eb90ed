"""Prints what happens on the example's board: python3 follow.py http://127.0.0.1:3000 dao taskwire-demo"""

import asyncio
import json
import sys
import urllib.request

from taskwire import Client, board_view


def log_in(server, login, password):
    body = json.dumps({"login": login, "password": password}).encode()
    request = urllib.request.Request(f"{server}/auth/login", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as response:
        return json.load(response)["accessToken"]


async def main(server, login, password):
    async def get_token():
        return await asyncio.to_thread(log_in, server, login, password)

    client = Client(f"{server.replace('http', 'ws', 1)}/taskwire", get_token)
    client.follow(board_view(client, "vehicle-sales", on_event=lambda event: print(event["type"], event["subject"])))
    await client.run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
