import {
  Activity,
  Bell,
  ClipboardList,
  ListChecks,
  type LucideIcon,
  MessagesSquare,
  Stamp,
  Users,
} from "lucide-react";
import type { PlainKey } from "../language/dictionary.ts";

/** A page that the navigation leads to. */
export interface NavigationPage {
  readonly path: string;
  readonly name: PlainKey;
  readonly icon: LucideIcon;
  /** Whether the bar of a phone has it. The others are in the menu. */
  readonly onPhone: boolean;
  /** The people who have it. Undefined: everybody. */
  readonly only?: "deciders" | "admins";
}

export const pages: readonly NavigationPage[] = [
  { path: "/decide", name: "nav.decide", icon: Stamp, onPhone: true, only: "deciders" },
  { path: "/requests", name: "nav.requests", icon: ClipboardList, onPhone: true },
  { path: "/work", name: "nav.work", icon: ListChecks, onPhone: false },
  { path: "/rooms", name: "nav.rooms", icon: MessagesSquare, onPhone: true },
  { path: "/inbox", name: "nav.inbox", icon: Bell, onPhone: true },
  { path: "/team", name: "nav.people", icon: Users, onPhone: false, only: "admins" },
  { path: "/system", name: "nav.admin", icon: Activity, onPhone: false, only: "admins" },
];
