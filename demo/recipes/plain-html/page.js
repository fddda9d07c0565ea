document.addEventListener('payment-succeeded', ({ snapshot, seen }) => {
  // It happened while the shopper watched. A reload of a paid order is no second sale.
  if (seen) localStorage.removeItem('basket')
  document.title = `Paid: ${snapshot.number ?? snapshot.id}`
})
