import { boardId, createDealer, type Dealer, roleNames, roomId } from "./dealer.ts";
import { seedDemo } from "./demo.ts";
import type { Workplace } from "./workplace.ts";

/** The vehicle dealer, as the server runs it. */
export const dealer: Workplace<Dealer> = {
  title: "Dealer",
  command: "npm start",
  create: createDealer,
  board: { id: boardId, name: "Vehicle sales · ขายรถยนต์" },
  room: { id: roomId, name: "Showroom · โชว์รูม" },
  roles: roleNames,
  seed: seedDemo,
};
