import type { Workplace } from "./workplace.ts";

/** The vehicle dealer of `npm start`. The app's dictionary has its words. */
export const dealer: Workplace = {
  type: "vehicle_sale",
  titleFields: ["vehicle", "customer"],
  fields: [
    {
      name: "vehicle",
      kind: "text",
      suggestions: [
        "Honda City",
        "Isuzu D-Max",
        "Mazda 2",
        "MG 4 Electric",
        "Toyota Hilux Revo",
        "Toyota Yaris Ativ",
      ],
    },
    { name: "customer", kind: "text" },
    { name: "tradeIn", kind: "check" },
  ],
  words: {},
};
