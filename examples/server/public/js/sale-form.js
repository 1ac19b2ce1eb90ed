import { h, newId, setText } from "./dom.js";
import { t } from "./i18n.js";

/** @typedef {{ customer: string, vehicle: string, tradeIn: boolean }} Sale */

const vehicles = [
  "Honda City",
  "Isuzu D-Max",
  "Mazda 2",
  "MG 4 Electric",
  "Toyota Hilux Revo",
  "Toyota Yaris Ativ",
];

/** Creates the fields of a sale, for the form of a new one and the dialog that edits one. */
export function createSaleFields() {
  const list = h(
    "datalist",
    { id: newId() },
    ...vehicles.map((vehicle) => h("option", { value: vehicle })),
  );
  const vehicle = h("input", {
    name: "vehicle",
    required: true,
    maxlength: 90,
    list: list.id,
    autocomplete: "off",
  });
  const customer = h("input", {
    name: "customer",
    required: true,
    maxlength: 90,
    autocomplete: "off",
  });
  const tradeIn = h("input", { name: "tradeIn", type: "checkbox" });
  const labels = { vehicle: h("span"), customer: h("span"), tradeIn: h("span") };
  const elements = [
    h("label", { class: "field" }, labels.vehicle, vehicle),
    h("label", { class: "field" }, labels.customer, customer),
    h("label", { class: "check" }, tradeIn, labels.tradeIn),
    list,
  ];

  return {
    elements,

    draw() {
      setText(labels.vehicle, t("new.vehicle"));
      setText(labels.customer, t("new.customer"));
      setText(labels.tradeIn, t("new.tradeIn"));
    },

    /** @returns {Sale} */
    read: () => ({
      vehicle: vehicle.value.trim(),
      customer: customer.value.trim(),
      tradeIn: tradeIn.checked,
    }),

    /** @param {Sale} sale */
    write(sale) {
      vehicle.value = sale.vehicle;
      customer.value = sale.customer;
      tradeIn.checked = sale.tradeIn;
    },
  };
}

/** @param {Sale} sale */
export const titleOf = ({ vehicle, customer }) => `${vehicle} — ${customer}`;
