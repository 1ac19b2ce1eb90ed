import { Redirect } from "wouter";
import { LoadingRows } from "../parts/states.tsx";
import { useDecides, useMe } from "./me.ts";

/** Leads everybody to what they come for: decisions, or requests. */
export function Home() {
  const me = useMe();
  const decides = useDecides();
  if (!me) return <LoadingRows />;
  return <Redirect to={decides(me.role) ? "/decide" : "/requests"} replace />;
}
