import { Redirect } from "wouter";
import { LoadingRows } from "../parts/states.tsx";
import { decides, useMe } from "./me.ts";

/** Leads everybody to what they come for: decisions, or requests. */
export function Home() {
  const me = useMe();
  if (!me) return <LoadingRows />;
  return <Redirect to={decides(me.role) ? "/decide" : "/requests"} replace />;
}
