import { Redirect, Route, Switch } from "wouter";
import { BoardPage } from "./board/board-page.tsx";
import { boardId } from "./connection/client.ts";
import { DecidePage } from "./decide/decide-page.tsx";
import { Home } from "./shell/home.tsx";
import { NotFound } from "./shell/not-found.tsx";
import { WorkPage } from "./work/work-page.tsx";

/** The pages by their addresses. */
export const Routes = () => (
  <Switch>
    <Route path="/" component={Home} />
    <Route path="/requests/:taskId?">{({ taskId }) => <BoardPage taskId={taskId} />}</Route>
    <Route path="/decide/:taskId?">{({ taskId }) => <DecidePage taskId={taskId} />}</Route>
    <Route path="/work" component={WorkPage} />

    {/* Addresses that mails and other apps link to. */}
    <Route path="/messaging/board/:id/rooms/create">
      {({ id }) => (id === boardId ? <Redirect to="/rooms/new" replace /> : <NotFound />)}
    </Route>
    <Route path="/messaging/board/:id/rooms">
      {({ id }) => (id === boardId ? <Redirect to="/rooms" replace /> : <NotFound />)}
    </Route>
    <Route path="/messaging/task/:taskId/comments">
      {({ taskId }) => <Redirect to={`/requests/${taskId}?tab=comments`} replace />}
    </Route>
    <Route path="/messaging/notifications">
      <Redirect to="/inbox" replace />
    </Route>
    <Route>
      <NotFound />
    </Route>
  </Switch>
);
