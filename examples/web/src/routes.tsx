import { lazy, Suspense } from "react";
import { Redirect, Route, Switch } from "wouter";
import { BoardPage } from "./board/board-page.tsx";
import { DecidePage } from "./decide/decide-page.tsx";
import { LoadingRows } from "./parts/states.tsx";
import { Home } from "./shell/home.tsx";
import { NotFound } from "./shell/not-found.tsx";
import { boardId } from "./workplace/workplace.ts";

// Pages that are not the first one to be seen are loaded when they are opened.
const WorkPage = lazy(async () => ({ default: (await import("./work/work-page.tsx")).WorkPage }));
const RoomsPage = lazy(async () => ({
  default: (await import("./rooms/rooms-page.tsx")).RoomsPage,
}));
const TeamPage = lazy(async () => ({ default: (await import("./team/team-page.tsx")).TeamPage }));
const InboxPage = lazy(async () => ({
  default: (await import("./inbox/inbox-page.tsx")).InboxPage,
}));

const SettingsPage = lazy(async () => ({
  default: (await import("./settings/settings-page.tsx")).SettingsPage,
}));
const SystemPage = lazy(async () => ({
  default: (await import("./system/system-page.tsx")).SystemPage,
}));

/** The pages by their addresses. */
export const Routes = () => (
  <Suspense fallback={<LoadingRows />}>
    <Pages />
  </Suspense>
);

const Pages = () => (
  <Switch>
    <Route path="/" component={Home} />
    <Route path="/requests/:taskId?">{({ taskId }) => <BoardPage taskId={taskId} />}</Route>
    <Route path="/decide/:taskId?">{({ taskId }) => <DecidePage taskId={taskId} />}</Route>
    <Route path="/work" component={WorkPage} />
    <Route path="/rooms/:roomId?/:messageId?">
      {({ roomId, messageId }) => <RoomsPage roomId={roomId} messageId={messageId} />}
    </Route>
    <Route path="/inbox" component={InboxPage} />
    <Route path="/team" component={TeamPage} />
    <Route path="/system" component={SystemPage} />
    <Route path="/settings" component={SettingsPage} />

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
