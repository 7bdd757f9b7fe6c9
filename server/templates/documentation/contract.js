// Shows the contract that the page names, as the file is, but for where it is served: calls go to this server.

const place = document.getElementById('contract');
const servers = JSON.parse(place.dataset.servers);

const asMounted = () => ({
  statePlugins: {
    spec: {
      wrapActions: {
        updateJsonSpec: (original) => (contract) =>
          original({ ...contract, info: { ...contract.info, version: place.dataset.version }, servers }),
      },
    },
  },
});

SwaggerUIBundle({
  domNode: place,
  url: place.dataset.document,
  plugins: [asMounted],
  // Nobody else is asked whether the contract is valid.
  validatorUrl: null,
  // Credentials are forgotten with the page.
  persistAuthorization: false,
  // They are those that were given here: the browser adds none, and asks for none when a call is refused.
  requestInterceptor: (request) => ({ ...request, credentials: 'omit' }),
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
});
