/** The parts of ECharts that the console draws with; imported lazily, so that the first load stays small. */
import { BarChart, LineChart } from 'echarts/charts';
import { BrushComponent, GridComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

use([BarChart, LineChart, BrushComponent, GridComponent, TooltipComponent, CanvasRenderer]);

export { init };
